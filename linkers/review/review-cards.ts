import { UsageError } from '../../schemas/errors.ts';
import { conditionColumns } from '../../schemas/link-model/condition.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import { sourcePairName } from '../../schemas/link-model/link-pass.ts';
import type { ReviewCard, ReviewRow } from '../../schemas/review-card.ts';
import { identifier } from '../../warehouse/identifier.ts';
import type { Row, Warehouse } from '../../warehouse/warehouse.ts';
import { standardExpression } from '../encode-entities.ts';
import type { ShownValues } from '../explain/explain-version.ts';
import { maskAgreement } from '../explain/mask-values.ts';

export interface ReviewCardOptions {
  readonly model: LinkModel;
  readonly entityTable: string;
  readonly pairs: readonly (readonly [number, number])[];
  /** Strong keys are never shown whole. */
  readonly values: ShownValues;
}

/**
 * Sets the values of pairs of entities side by side, variants and all.
 * @throws UsageError when an entity is gone
 */
export async function reviewCards(warehouse: Warehouse, options: ReviewCardOptions): Promise<readonly ReviewCard[]> {
  const { model, entityTable, pairs, values } = options;
  const columns = Object.keys(model.columns);
  const ids = [...new Set(pairs.flat())];
  const rows = await warehouse.query<Row & { readonly entity_id: number; readonly source: string }>(
    `SELECT entity_id, source, ${columns
      .map((name) => `${standardExpression(name, model.columns[name]!, warehouse.dialect)} AS ${identifier(name)}`)
      .join(', ')}
    FROM ${identifier(entityTable)}
    WHERE entity_id IN (${ids.map(Number).join(', ')})`,
  );
  return pairs.map(([l, r]): ReviewCard => {
    const [left, right] = [rows.filter((row) => row.entity_id === l), rows.filter((row) => row.entity_id === r)];
    if (left.length === 0 || right.length === 0) {
      throw new UsageError(`Entity ${left.length === 0 ? l : r} has no record any more`, {
        hint: 'Its load was retracted since the sample was drawn. Draw another: hub link review draw.',
      });
    }
    const [sourceL, sourceR] = [left[0]!.source, right[0]!.source];
    return {
      entityIdL: l,
      entityIdR: r,
      sourceL,
      sourceR,
      rows: comparedColumns(model, sourceL, sourceR).map((column) =>
        reviewRow(
          column,
          distinct(left, column),
          distinct(right, column),
          values === 'shown' && model.columns[column]!.role === 'strong_key' ? 'masked' : values,
        ),
      ),
    };
  });
}

/** The columns that comparisons and rules between the sources look at; of sources never compared, all. */
function comparedColumns(model: LinkModel, a: string, b: string): readonly string[] {
  const names = new Set([`${a}_${b}`, `${b}_${a}`]);
  const pair = model.source_pairs.find((one) => names.has(sourcePairName(one)));
  if (pair === undefined) return Object.keys(model.columns);
  const used = pair.passes.flatMap((pass) =>
    pass.type === 'deterministic'
      ? pass.rules.flatMap(({ keys, require }) => [
          ...keys,
          ...(require === undefined ? [] : conditionColumns(require)),
        ])
      : pass.comparisons.flatMap((name) => model.comparisons[name]!.columns),
  );
  return Object.keys(model.columns).filter((column) => used.includes(column));
}

function distinct(rows: readonly Row[], column: string): readonly string[] {
  const values = rows.flatMap((row) =>
    row[column] === null || row[column] === undefined ? [] : [String(row[column])],
  );
  return [...new Set(values)].sort();
}

function reviewRow(column: string, left: readonly string[], right: readonly string[], values: ShownValues): ReviewRow {
  const agreement =
    left.length === 0 || right.length === 0
      ? 'missing'
      : left.some((value) => right.includes(value))
        ? 'equal'
        : 'different';
  if (values === 'none') return { column, agreement, left: [], right: [] };
  if (values === 'shown') return { column, agreement, left, right };
  const [l, r] = mostAlike(left, right);
  const [maskedL, maskedR] = maskAgreement(l, r);
  return { column, agreement, left: maskedL === null ? [] : [maskedL], right: maskedR === null ? [] : [maskedR] };
}

/** The two values that share most: the best chance of being the same, and the least shown. */
function mostAlike(left: readonly string[], right: readonly string[]): readonly [string | null, string | null] {
  let best: readonly [string | null, string | null] = [left[0] ?? null, right[0] ?? null];
  let most = -1;
  for (const l of left) {
    for (const r of right) {
      const agreed = [...(maskAgreement(l, r)[0] ?? '')].filter((character) => character === '•').length / l.length;
      const alike = l === r ? 2 : agreed;
      if (alike > most) [best, most] = [[l, r], alike];
    }
  }
  return best;
}
