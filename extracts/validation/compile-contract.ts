import type { Column } from '../../schemas/contract/column.ts';
import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { ssnStatusColumn } from '../../schemas/contract/row-schema.ts';
import type { Condition, Operand, RowRule } from '../../schemas/contract/rule.ts';
import { identifier } from '../../warehouse/identifier.ts';
import { type ColumnSql, columnSql, parsedName, preparedName, problemName, type TextTraits } from './column-sql.ts';
import { ruleSql } from './condition-sql.ts';

/** Something rows are judged by beside their contract: SQL over their columns that is a reason's code, or null. */
export interface Judgment {
  /** The contract columns it reads. */
  readonly columns: readonly string[];
  readonly sql: string;
}

/** A column as it is stored: an SSN column is stored as its token and its status. */
export interface StoredColumn {
  readonly name: string;
  /** DuckDB type. */
  readonly type: string;
  readonly source: Column;
}

/** Whether an SSN's token is stored in the column. */
export function isToken(column: StoredColumn): boolean {
  return column.source.format.kind === 'ssn' && column.name.endsWith('_token');
}

export interface CompiledContract {
  readonly stored: readonly StoredColumn[];
  /** Whether the SQL needs `$inner_pad` and `$outer_pad`. */
  readonly tokenizes: boolean;
  /**
   * Judges the records of `source`, a query with columns `file_no`, `line_no`, `line`, `line_problem` (text or null; a
   * record with one is not read further) and the raw texts `f_1` … `f_n` in contract order. The result has `file_no`,
   * `line_no`, `line`, `reasons` (null for a row that meets the contract, else comma-joined codes) and the stored columns, which mean
   * something only where `reasons` is null.
   * @param traits what the raw texts may hold. @default anything
   */
  validate(source: string, traits?: TextTraits): string;
}

const ANYTHING: TextTraits = { padded: true, controls: true };

/**
 * Compiles a contract to set-based SQL with the verdicts and values of `rowSchema`. Runs in DuckDB alone, as the edge
 * step always does.
 * @throws TypeError when a rule or pattern cannot be executed the same on both sides
 */
export function compileContract(
  contract: Pick<ExtractContract, 'columns' | 'rules'>,
  judgments: readonly Judgment[] = [],
): CompiledContract {
  const ruled = new Set([
    ...contract.rules.flatMap(columnsOfRule),
    ...judgments.flatMap((judgment) => judgment.columns),
  ]);
  const compile = (traits: TextTraits) =>
    contract.columns.map((column, index) => columnSql(column, index + 1, traits, ruled.has(column.name)));
  const stored: StoredColumn[] = compile(ANYTHING).flatMap(({ column, value, status }) => [
    { name: value.name, type: value.type, source: column },
    ...(status === undefined ? [] : [{ name: statusName(column), type: 'VARCHAR', source: column }]),
  ]);
  const rules = [
    ...contract.rules.map((rule) => ruleSql(rule, contract.columns)),
    ...judgments.map((judgment) => judgment.sql),
  ];
  return Object.freeze({
    stored: Object.freeze(stored.map((column) => Object.freeze(column))),
    tokenizes: contract.columns.some((column) => column.format.kind === 'ssn'),
    validate: (source: string, traits = ANYTHING) => validationSql(source, compile(traits), stored, rules),
  });
}

function validationSql(
  source: string,
  columns: readonly ColumnSql[],
  stored: readonly StoredColumn[],
  rules: readonly string[],
): string {
  const prepared = columns.map(({ column, prepared }) => `${prepared} AS ${preparedName(column)}`);
  const parsed = columns.flatMap(({ column, parsed }) =>
    parsed === undefined ? [] : [`${parsed} AS ${parsedName(column)}`],
  );
  const problems = columns.flatMap(({ column, problem }) =>
    problem === undefined ? [] : [`${problem} AS ${problemName(column)}`],
  );
  const statuses = columns.flatMap(({ column, status }) =>
    status === undefined ? [] : [`${status} AS ${statusName(column)}`],
  );
  const problemNames = columns.flatMap(({ column, problem }) => (problem === undefined ? [] : [problemName(column)]));
  const statusNames = columns.flatMap(({ column, status }) => (status === undefined ? [] : [statusName(column)]));
  const values = columns.map(({ value }) => `${value.expression} AS ${value.name}`);
  const judgments = rules.map((rule, index) => `${rule} AS ${ruleName(index)}`);
  const reasons = [...problemNames, ...rules.map((_, index) => ruleName(index))];
  return `
SELECT
  file_no,
  line_no,
  line,
  ${reasonsSql(reasons)} AS reasons,
  ${stored.map((column) => column.name).join(', ')}
FROM (
  SELECT ${list(['*', ...judgments])}
  FROM (
    SELECT ${list(['file_no', 'line_no', 'line', 'line_problem', ...problemNames, ...statusNames, ...values])}
    FROM (
      SELECT ${list(['*', ...problems, ...statuses])}
      FROM (
        SELECT ${list(['*', ...parsed])}
        FROM (
          SELECT ${list(['file_no', 'line_no', 'line', 'line_problem', ...prepared])}
          FROM (${source})
        )
      )
    )
  )
)`;
}

/** Rows without any reason, nearly all, are told by one test; only the others' reasons are joined. */
function reasonsSql(reasons: readonly string[]): string {
  const all = ['line_problem', ...reasons];
  const joined =
    reasons.length === 0 ? 'line_problem' : `coalesce(line_problem, concat_ws(',', ${reasons.join(', ')}))`;
  return `CASE WHEN ${all.map((reason) => `${reason} IS NULL`).join(' AND ')} THEN NULL ELSE ${joined} END`;
}

function statusName(column: Column): string {
  return identifier(ssnStatusColumn(column.name));
}

function ruleName(index: number): string {
  return `rule_${index + 1}`;
}

function list(expressions: readonly string[]): string {
  return expressions.join(',\n    ');
}

function columnsOfRule(rule: RowRule): readonly string[] {
  return [...(rule.when === undefined ? [] : columnsOf(rule.when)), ...columnsOf(rule.require)];
}

function columnsOf(condition: Condition): readonly string[] {
  const operand = (side: Operand) => ('column' in side ? [side.column] : []);
  switch (condition.op) {
    case 'isNull':
    case 'isNotNull':
      return [condition.column];
    case 'and':
    case 'or':
      return condition.conditions.flatMap(columnsOf);
    case 'not':
      return columnsOf(condition.condition);
    case 'in':
      return operand(condition.left);
    case 'sumLe':
      return [...condition.columns, ...operand(condition.right)];
    default:
      return [...operand(condition.left), ...operand(condition.right)];
  }
}
