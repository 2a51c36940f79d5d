import type { Column } from '../../schemas/contract/column.ts';
import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { ssnStatusColumn } from '../../schemas/contract/row-schema.ts';
import { identifier } from '../../warehouse/identifier.ts';
import { columnSql, preparedName, problemName } from './column-sql.ts';
import { ruleSql } from './condition-sql.ts';

/** A column as it is stored: an SSN column is stored as its token and its status. */
export interface StoredColumn {
  readonly name: string;
  /** DuckDB type. */
  readonly type: string;
  readonly source: Column;
}

export interface CompiledContract {
  readonly stored: readonly StoredColumn[];
  /** Whether the SQL needs `$inner_pad` and `$outer_pad`. */
  readonly tokenizes: boolean;
  /**
   * Judges the records of `source`, a query with columns `line_no`, `line`, `line_problem` (text or null; a record with
   * one is not read further) and the raw texts `f_1` … `f_n` in contract order. The result has `line_no`, `line`,
   * `reasons` (null for a row that meets the contract, else comma-joined codes) and the stored columns.
   */
  validate(source: string): string;
}

/**
 * Compiles a contract to set-based SQL with the verdicts and values of `rowSchema`. Runs in DuckDB alone, as the edge
 * step always does.
 * @throws TypeError when a rule or pattern cannot be executed the same on both sides
 */
export function compileContract(contract: Pick<ExtractContract, 'columns' | 'rules'>): CompiledContract {
  const columns = contract.columns.map(columnSql);
  const stored: StoredColumn[] = columns.flatMap(({ column, value, status }) => [
    { name: value.name, type: value.type, source: column },
    ...(status === undefined
      ? []
      : [{ name: identifier(ssnStatusColumn(column.name)), type: 'VARCHAR', source: column }]),
  ]);
  const statuses = columns.flatMap(({ column, status }) =>
    status === undefined ? [] : [{ name: identifier(ssnStatusColumn(column.name)), expression: status }],
  );
  const problems = columns.filter(({ problem }) => !problem.startsWith('CAST(NULL'));
  const named = (expression: string, name: string) => `${expression} AS ${name}`;
  const problemOf = (column: Column) =>
    problems.some((entry) => entry.column === column) ? problemName(column) : undefined;

  const prepared = columns.map(({ column, prepared }) => named(prepared, preparedName(column)));
  const judged = [
    ...problems.map(({ column, problem }) => named(problem, problemName(column))),
    ...statuses.map(({ name, expression }) => named(expression, name)),
  ];
  const values = columns.map(({ column, value }) =>
    named(
      problemOf(column) === undefined
        ? value.expression.replace(`${problemName(column)} IS NULL`, 'TRUE')
        : value.expression,
      value.name,
    ),
  );
  const reasons = [
    ...problems.map(({ column }) => problemName(column)),
    ...contract.rules.map((rule) => ruleSql(rule, contract.columns)),
  ];

  return Object.freeze({
    stored: Object.freeze(stored.map((column) => Object.freeze(column))),
    tokenizes: statuses.length > 0,
    validate: (source: string) => `
SELECT
  line_no,
  line,
  CASE
    WHEN line_problem IS NOT NULL THEN line_problem
    ELSE nullif(concat_ws(',', ${reasons.length === 0 ? "''" : reasons.join(',\n      ')}), '')
  END AS reasons,
  ${stored.map((column) => column.name).join(', ')}
FROM (
  SELECT
    line_no,
    line,
    line_problem,
    ${[...problems.map(({ column }) => problemName(column)), ...statuses.map(({ name }) => name), ...values].join(',\n    ')}
  FROM (
    SELECT line_no, line, line_problem, ${[...columns.map(({ column }) => preparedName(column)), ...judged].join(',\n    ')}
    FROM (
      SELECT line_no, line, line_problem, ${prepared.join(',\n      ')}
      FROM (${source})
    )
  )
)`,
  });
}
