import type { FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import { levelWeight, priorWeight, probabilityToWeight } from '../match-weight.ts';
import { codeColumn, comparisonColumn } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import { createFrequencyTables } from '../term-frequency.ts';
import type { ValueWeightStore } from '../value-weights.ts';

/** How many entities of one side a pass could not link to anybody, not even to a copy of themselves. */
export interface Unlinkables {
  readonly source: string;
  readonly entities: number;
  /** Those for whom at least one of the following holds. */
  readonly unlinkable: number;
  /** No blocking rule has all its keys. */
  readonly withoutKey: number;
  /** Agreement on everything they have is worth less than the threshold for links. */
  readonly tooLight: number;
  /** A clause of `link_only_if` looks at nothing but missing values. */
  readonly clauseUnmet: number;
  /** Entities by the weight of full agreement, in whole bits, rounded down. */
  readonly weights: readonly { readonly bits: number; readonly entities: number }[];
}

/**
 * What each entity's best variant would weigh against an exact copy of itself, which nobody else can exceed.
 * @param pass trained: its comparisons have every m and u, and λ is fixed
 */
export async function unlinkables(
  context: PairContext,
  pass: FellegiSunterPass,
  side: 'left' | 'right',
  weights: ValueWeightStore,
): Promise<Unlinkables> {
  const { session, model } = context;
  const frequencies = await createFrequencyTables(context, pass.comparisons, [], weights);
  const columns = pass.comparisons.map((name) => comparisonColumn(name, model.comparisons[name]!.columns));
  const joins = frequencies.map(
    ({ comparison, table }) => `LEFT JOIN ${table} ON ${table}.code = variant.${columns[comparison]}`,
  );
  const exact = pass.comparisons.map((name, at) => {
    const { m_probability: m, u_probability: u } = model.comparisons[name]!.comparison_levels[0]!;
    const rarity = frequencies.find(({ comparison }) => comparison === at);
    const weight = `${levelWeight({ m: m!, u: u! })}${rarity === undefined ? '' : ` + COALESCE(${rarity.table}.adjustment, 0)`}`;
    return `CASE WHEN variant.${columns[at]} IS NULL THEN 0 ELSE ${weight} END`;
  });
  const prior = priorWeight(pass.probability_two_random_records_match!);
  const present = (names: readonly string[]) =>
    `(${names.map((name) => `variant.${codeColumn(name)} IS NOT NULL`).join(' AND ')})`;
  const keys = pass.blocking_rules.map(({ columns: left, right }) => present(side === 'left' ? left : (right ?? left)));
  const clauses = pass.link_only_if.map(
    ({ any }) =>
      `(${any.map(({ comparison }) => `variant.${columns[pass.comparisons.indexOf(comparison)]} IS NOT NULL`).join(' OR ')})`,
  );
  const table = side === 'left' ? context.leftTable : context.rightTable;
  const link = probabilityToWeight(pass.thresholds.link);
  const rows = await session.query<{
    bits: number;
    entities: number;
    unlinkable: number;
    without_key: number;
    too_light: number;
    clause_unmet: number;
  }>(`
    SELECT
      CAST(FLOOR(weight) AS INTEGER) AS bits,
      COUNT(*) AS entities,
      COUNT(CASE WHEN has_key = 0 OR weight < ${link} OR clause_met = 0 THEN 1 END) AS unlinkable,
      COUNT(CASE WHEN has_key = 0 THEN 1 END) AS without_key,
      COUNT(CASE WHEN weight < ${link} THEN 1 END) AS too_light,
      COUNT(CASE WHEN clause_met = 0 THEN 1 END) AS clause_unmet
    FROM (
      SELECT
        variant.e,
        MAX(${prior} + ${exact.join(' + ')}) AS weight,
        MAX(CASE WHEN ${keys.join(' OR ')} THEN 1 ELSE 0 END) AS has_key,
        MAX(CASE WHEN ${clauses.length === 0 ? 'TRUE' : clauses.join(' AND ')} THEN 1 ELSE 0 END) AS clause_met
      FROM ${table} AS variant
      ${joins.join('\n      ')}
      GROUP BY variant.e
    ) AS entity
    GROUP BY CAST(FLOOR(weight) AS INTEGER)
    ORDER BY bits`);
  for (const { table: made } of frequencies) await session.execute(`DROP TABLE ${made}`);
  const sum = (part: 'entities' | 'unlinkable' | 'without_key' | 'too_light' | 'clause_unmet') =>
    rows.reduce((total, row) => total + row[part], 0);
  return {
    source: context[side].source,
    entities: sum('entities'),
    unlinkable: sum('unlinkable'),
    withoutKey: sum('without_key'),
    tooLight: sum('too_light'),
    clauseUnmet: sum('clause_unmet'),
    weights: rows.map(({ bits, entities }) => ({ bits, entities })),
  };
}
