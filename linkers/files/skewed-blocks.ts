import type { LinkPass } from '../../schemas/link-model/link-pass.ts';
import { identifier } from '../../warehouse/identifier.ts';
import type { PairContext } from '../pair-context.ts';
import { INPUT_TABLE } from './read-inputs.ts';

/** Records that share a blocking key, and the pairs they make. The key names people: it is for whoever has the files. */
export interface SkewedBlock {
  /** Place in the pass, such as `blocking_rules.2`. */
  readonly rule: string;
  readonly columns: readonly string[];
  readonly values: readonly string[];
  readonly pairs: number;
}

/** The blocks of a pass that make most pairs, the largest first. */
export async function skewedBlocks(context: PairContext, pass: LinkPass, most = 5): Promise<readonly SkewedBlock[]> {
  const rules =
    pass.type === 'deterministic'
      ? pass.rules.map(({ keys }, at) => ({ rule: `rules.${at}`, left: keys, right: keys }))
      : (['blocking_rules', 'training_rules'] as const).flatMap((list) =>
          pass[list].map(({ columns, right }, at) => ({
            rule: `${list}.${at}`,
            left: columns,
            right: right ?? columns,
          })),
        );
  const blocks: SkewedBlock[] = [];
  for (const { rule, left, right } of rules) {
    const rows = await context.session.query<Record<string, string | number>>(
      largestBlocks(context, left, right, most),
      { left: context.pair.left, right: context.pair.right },
    );
    for (const row of rows) {
      const values = left.map((_, at) => String(row[`k${at}`]));
      blocks.push({ rule, columns: left, values, pairs: Number(row.pairs) });
    }
  }
  return blocks.toSorted((a, b) => b.pairs - a.pairs).slice(0, most);
}

function largestBlocks(context: PairContext, left: readonly string[], right: readonly string[], most: number): string {
  const keys = left.map((_, at) => `k${at}`);
  const side = (columns: readonly string[], source: 'left' | 'right') => `
    SELECT ${columns.map((column, at) => `CAST(${identifier(column)} AS VARCHAR) AS k${at}`).join(', ')}, COUNT(*) AS records
    FROM ${INPUT_TABLE}
    WHERE source = $${source} AND ${columns.map((column) => `${identifier(column)} IS NOT NULL`).join(' AND ')}
    GROUP BY ${keys.join(', ')}`;
  const sameColumns = left.every((column, at) => column === right[at]);
  const pairs = context.dedupe && sameColumns ? 'l.records * (l.records - 1) / 2' : 'l.records * r.records';
  return `
    SELECT ${keys.map((key) => `l.${key}`).join(', ')}, CAST(${pairs} AS DOUBLE) AS pairs
    FROM (${side(left, 'left')}) AS l
    JOIN (${side(right, 'right')}) AS r ON ${keys.map((key) => `l.${key} = r.${key}`).join(' AND ')}
    ORDER BY pairs DESC, ${keys.map((key) => `l.${key}`).join(', ')}
    LIMIT ${most}`;
}
