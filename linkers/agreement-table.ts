import { type PatternCode, patternCode } from './agreement-pattern.ts';
import { levelSelect } from './level-sql.ts';
import { comparisonColumn } from './names.ts';
import type { PairContext } from './pair-context.ts';
import type { FrequencyTable } from './term-frequency.ts';

/** Far below a millionth, and far above what a double of a weight's size leaves out. */
const HALF_UP = '0.0000000003';

/** The agreement patterns of a pass's candidate pairs. */
export interface AgreementTable {
  /** (el, er, pattern, adjustment): one row a pair of variants; `adjustment` is what the rarity of its values adds. */
  readonly table: string;
  readonly code: PatternCode;
  readonly rows: number;
}

/**
 * Compares the candidate pairs, a table of (el, er). Each comparison's levels are found once for every pair of distinct values
 * and joined back by integer codes; a pair of records is then one integer, its agreement pattern.
 */
export async function createAgreementTable(
  context: PairContext,
  pairTable: string,
  comparisons: readonly string[],
  frequencies: readonly FrequencyTable[],
): Promise<AgreementTable> {
  const { session, dialect, model } = context;
  const definitions = comparisons.map((name) => model.comparisons[name]!);
  const code = patternCode(definitions);
  const table = `${pairTable}_agreement`;
  const columns = comparisons.map((name, index) => comparisonColumn(name, definitions[index]!.columns));

  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_code_pair AS
    SELECT pair.el, pair.er, ${columns.map((column, index) => `l.${column} AS l${index}, r.${column} AS r${index}`).join(', ')}
    FROM ${pairTable} AS pair
    JOIN ${context.leftTable} AS l ON l.e = pair.el
    JOIN ${context.rightTable} AS r ON r.e = pair.er`);

  for (const [index, name] of comparisons.entries()) {
    const elseLevel = definitions[index]!.comparison_levels.length;
    const unequal = `(SELECT DISTINCT l${index} AS lc, r${index} AS rc FROM link_code_pair WHERE l${index} <> r${index})`;
    const frequency = frequencies.find(({ comparison, inexact }) => comparison === index && inexact > 0);
    // Of two values that merely resemble each other, the more common one says how much that is worth. Which way engines
    // round half a millionth is up to its binary form and their version: a nudge decides it for all of them.
    const adjustment =
      frequency === undefined
        ? 'CAST(0 AS DOUBLE)'
        : `ROUND(${frequency.inexact} * ${dialect.functions.least_of('l_frequency.adjustment', 'r_frequency.adjustment')} + ${HALF_UP}, 6)`;
    const joins =
      frequency === undefined
        ? ''
        : `JOIN ${frequency.table} AS l_frequency ON l_frequency.code = lc JOIN ${frequency.table} AS r_frequency ON r_frequency.code = rc`;
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE link_level_${index} AS
      SELECT lc, rc, level, ${adjustment} AS adjustment
      FROM (${levelSelect(dialect, name, definitions[index]!, unequal)}) AS leveled
      ${joins}
      WHERE level < ${elseLevel}`);
  }

  const digits = comparisons.map((_, index) => {
    const elseLevel = definitions[index]!.comparison_levels.length;
    const digit = `CASE WHEN l${index} IS NULL OR r${index} IS NULL THEN 0 WHEN l${index} = r${index} THEN 1 ELSE COALESCE(link_level_${index}.level, ${elseLevel}) END`;
    return `CAST(${digit} AS BIGINT) * ${code.places[index]}`;
  });
  const adjustments = frequencies.map(
    ({ comparison: index, table }) =>
      `COALESCE(CASE WHEN l${index} = r${index} THEN ${table}.adjustment ELSE link_level_${index}.adjustment END, 0)`,
  );
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${table} AS
    SELECT el, er, ${digits.join(' + ')} AS pattern, ${adjustments.length === 0 ? 'CAST(0 AS DOUBLE)' : adjustments.join(' + ')} AS adjustment
    FROM link_code_pair
    ${comparisons.map((_, index) => `LEFT JOIN link_level_${index} ON link_level_${index}.lc = l${index} AND link_level_${index}.rc = r${index}`).join('\n    ')}
    ${frequencies.map(({ comparison: index, table }) => `LEFT JOIN ${table} ON ${table}.code = l${index}`).join('\n    ')}`);
  await session.execute('DROP TABLE link_code_pair');
  for (const index of comparisons.keys()) await session.execute(`DROP TABLE link_level_${index}`);
  const [row] = await session.query<{ variants: number }>(`SELECT COUNT(*) AS variants FROM ${table}`);
  return Object.freeze({ table, code, rows: row?.variants ?? 0 });
}
