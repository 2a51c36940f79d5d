import { identifier } from '../warehouse/identifier.ts';
import { hasSingleVariants } from './encode-entities.ts';
import { UntrainedParameterError } from './errors.ts';
import { comparisonColumn } from './names.ts';
import type { PairContext } from './pair-context.ts';

/**
 * An entity counts 60 in every column, shared equally among its distinct values: whole numbers up to six variants, so
 * that sums are exact and the same in every order.
 */
export const ENTITY_WEIGHT = 60;

/** Who holds which value of a comparison in one source. */
export interface ValueWeights {
  /** (e, code, weight) */
  readonly holdings: string;
  /** (code, weight): summed over entities. */
  readonly values: string;
  readonly distinctValues: number;
  readonly entities: number;
  /** Sum of weights. */
  readonly total: number;
  /** Sum over entities of the squared weight of the whole entity, and of each of its values. */
  readonly selfTotal: number;
  readonly selfEqual: number;
}

/** Makes value weights on first use; a source serves all its pairs. */
export type ValueWeightStore = (
  context: PairContext,
  side: 'left' | 'right',
  comparison: string,
) => Promise<ValueWeights>;

export function valueWeightStore(): ValueWeightStore {
  const made = new Map<string, ValueWeights>();
  return async (context, side, comparison) => {
    const source = context[side].source;
    const key = `${source} ${comparison}`;
    const weights = made.get(key) ?? (await makeValueWeights(context, side, comparison, made.size));
    made.set(key, weights);
    return weights;
  };
}

async function makeValueWeights(
  context: PairContext,
  side: 'left' | 'right',
  comparison: string,
  number: number,
): Promise<ValueWeights> {
  const { session } = context;
  const holdings = identifier(`link_holding_${number}`);
  const values = identifier(`link_weight_${number}`);
  const code = comparisonColumn(comparison, context.model.comparisons[comparison]!.columns);
  const table = side === 'left' ? context.leftTable : context.rightTable;
  const single = hasSingleVariants(context[side]);
  await session.execute(
    single
      ? `CREATE OR REPLACE TEMPORARY TABLE ${holdings} AS
        SELECT e, ${code} AS code, CAST(${ENTITY_WEIGHT} AS BIGINT) AS weight FROM ${table} WHERE ${code} IS NOT NULL`
      : `CREATE OR REPLACE TEMPORARY TABLE ${holdings} AS
        SELECT e, code, CAST(FLOOR(CAST(${ENTITY_WEIGHT} AS DOUBLE) / COUNT(*) OVER (PARTITION BY e)) AS BIGINT) AS weight
        FROM (SELECT DISTINCT e, ${code} AS code FROM ${table} WHERE ${code} IS NOT NULL) AS held`,
  );
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${values} AS
    SELECT code, CAST(SUM(weight) AS BIGINT) AS weight FROM ${holdings} GROUP BY code`);
  const [row] = await session.query<Omit<ValueWeights, 'holdings' | 'values' | 'distinctValues'>>(`
    SELECT
      COUNT(*) AS "entities",
      CAST(COALESCE(SUM(weight), 0) AS DOUBLE) AS "total",
      CAST(COALESCE(SUM(weight * weight), 0) AS DOUBLE) AS "selfTotal",
      CAST(COALESCE(SUM(squares), 0) AS DOUBLE) AS "selfEqual"
    FROM ${
      single
        ? `(SELECT weight, weight * weight AS squares FROM ${holdings}) AS entity`
        : `(SELECT e, SUM(weight) AS weight, SUM(weight * weight) AS squares FROM ${holdings} GROUP BY e) AS entity`
    }`);
  const [distinct] = await session.query<{ distinct_values: number }>(
    `SELECT COUNT(*) AS distinct_values FROM ${values}`,
  );
  if (row === undefined || row.entities === 0) {
    throw withoutValues(context, side, comparison);
  }
  return Object.freeze({ holdings, values, distinctValues: distinct?.distinct_values ?? 0, ...row });
}

export function withoutValues(
  context: PairContext,
  side: 'left' | 'right',
  comparison: string,
): UntrainedParameterError {
  const { source } = context[side];
  return new UntrainedParameterError(`Comparison ${comparison} has no value in source ${source}`, {
    hint: `Take it out of the passes of ${context.name}, or load the column.`,
    fields: { comparison, source },
  });
}
