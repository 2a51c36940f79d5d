import type { Session } from '../../warehouse/warehouse.ts';
import type { PairContext } from '../pair-context.ts';

/** One variant of an entity: the code of every column and comparison, null where the value is missing. */
export interface Variant {
  readonly e: number;
  /** By the name of the column in the variant table. */
  readonly codes: Readonly<Record<string, number | null>>;
}

export interface PairOfVariants {
  readonly left: Variant;
  readonly right: Variant;
}

/** Every pair of the entities' variants, in an order that repeats. */
export async function pairsOfVariants(
  context: PairContext,
  el: number,
  er: number,
): Promise<readonly PairOfVariants[]> {
  const left = await variantsOf(context.session, context.leftTable, el);
  const right = await variantsOf(context.session, context.rightTable, er);
  return left.flatMap((one) => right.map((other) => ({ left: one, right: other })));
}

async function variantsOf(session: Session, table: string, e: number): Promise<readonly Variant[]> {
  const rows = await session.query<Record<string, number | null>>(`SELECT * FROM ${table} WHERE e = $e ORDER BY ALL`, {
    e,
  });
  return rows.map((codes) => ({ e, codes }));
}
