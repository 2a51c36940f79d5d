import type { Comparison } from '../schemas/link-model/comparison.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import { conditionCompiler } from './condition-sql.ts';
import { codeColumn, tupleTable, valueTable } from './names.ts';

/**
 * The levels that pairs of different values reach: SELECT lc, rc, `carried` columns, level (2 … else). Each measure is
 * computed once a pair. Level 1, exact, is equality of codes and needs no look at values.
 * @param pairs a table or subselect with codes `lc` and `rc`
 * @param options.carriesValues whether `pairs` has the values beside their codes, as `lv` and `rv`; for comparisons of
 * one column
 */
export function levelSelect(
  dialect: Dialect,
  name: string,
  comparison: Comparison,
  pairs: string,
  carried: readonly string[] = [],
  options: { readonly carriesValues?: boolean } = {},
): string {
  const carriesValues = options.carriesValues === true;
  const compiler = conditionCompiler(dialect, (side, column) =>
    carriesValues ? `pair.${side}v` : `${side}_${column}.value`,
  );
  const branches = comparison.comparison_levels.slice(1, -1).map((level, index) => {
    const condition = level.when === 'else' ? 'FALSE' : compiler.compile(level.when, comparison.columns);
    return `WHEN ${condition} THEN ${index + 2}`;
  });
  const elseLevel = comparison.comparison_levels.length;
  const level = branches.length === 0 ? String(elseLevel) : `CASE ${branches.join(' ')} ELSE ${elseLevel} END`;
  const keep = ['lc', 'rc', ...carried];
  const measures = compiler.measures().map(({ alias, sql }) => `${sql} AS ${alias}`);
  return `
    SELECT ${keep.join(', ')}, ${level} AS level
    FROM (
      SELECT ${[...keep.map((column) => `pair.${column}`), ...measures].join(', ')}
      FROM ${pairs} AS pair
      ${carriesValues ? '' : valueJoins(name, comparison, compiler.columns()).join('\n      ')}
      ${compiler.joins().join('\n      ')}
    ) AS measured`;
}

function valueJoins(name: string, comparison: Comparison, columns: readonly string[]): readonly string[] {
  if (columns.length === 0) return [];
  if (comparison.columns.length === 1) {
    const [column] = comparison.columns as [string];
    return ['l', 'r'].map(
      (side) => `JOIN ${valueTable(column)} AS ${side}_${column} ON ${side}_${column}.code = pair.${side}c`,
    );
  }
  return ['l', 'r'].flatMap((side) => [
    `JOIN ${tupleTable(name)} AS ${side}_tuple ON ${side}_tuple.code = pair.${side}c`,
    ...columns.map(
      (column) =>
        `JOIN ${valueTable(column)} AS ${side}_${column} ON ${side}_${column}.code = ${side}_tuple.${codeColumn(column)}`,
    ),
  ]);
}
