import type { Column } from '../../schemas/contract/column.ts';
import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { UsageError } from '../../schemas/errors.ts';
import { identifier } from '../../warehouse/identifier.ts';
import { type FixedField, ICESA_E, ICESA_F, ICESA_RECORD_LENGTH, ICESA_S, ICESA_T } from './icesa-layout.ts';

/** The S records, and whatever is no record at all, of a stretch each part of which begins with an E record. */
export function icesaRecordsSql(contract: ExtractContract, lines: string): string {
  const columns = contract.columns.map(
    (column, index) => `${icesaField(contract, column)} AS ${identifier(`f_${index + 1}`)}`,
  );
  return `
SELECT
  file_no,
  line_no,
  line,
  CASE
    WHEN line = '' THEN 'line.blank'
    WHEN record_type <> 'S' THEN 'line.record_type'
    WHEN length(line) <> ${ICESA_RECORD_LENGTH} THEN 'line.length'
    WHEN employer IS NULL THEN 'line.no_employer'
  END AS line_problem,
  ${columns.join(',\n  ')}
FROM (${withEmployerSql(lines)})
WHERE record_type NOT IN ('E', 'T', 'F')`;
}

/**
 * The control records of a stretch beside what they should say: one row a T record (of its employer) and one a F
 * record (of nothing: the file's totals are summed from the rows).
 */
export function icesaControlSql(lines: string): string {
  return `
SELECT
  file_no,
  line_no,
  record_type,
  CASE WHEN record_type = 'T' THEN ${number(ICESA_T.employees)} ELSE ${number(ICESA_F.employees)} END AS declared_employees,
  CASE WHEN record_type = 'T' THEN ${number(ICESA_T.gross_wages)} ELSE ${number(ICESA_F.gross_wages)} END AS declared_cents,
  ${number(ICESA_F.employers)} AS declared_employers,
  sum(CASE WHEN record_type = 'S' THEN 1 ELSE 0 END) OVER employer_group AS employees,
  coalesce(sum(CASE WHEN record_type = 'S' THEN ${number(ICESA_S.gross_wages)} END) OVER employer_group, 0) AS cents
FROM (${withEmployerSql(lines)})
WINDOW
  employer_group AS (PARTITION BY file_no, employer_line)
QUALIFY record_type IN ('E', 'T', 'F')`;
}

function withEmployerSql(lines: string): string {
  const employer = "last_value(CASE WHEN record_type = 'E' THEN line END IGNORE NULLS) OVER so_far";
  const employerLine = "last_value(CASE WHEN record_type = 'E' THEN line_no END IGNORE NULLS) OVER so_far";
  return `
SELECT file_no, line_no, line, record_type, ${employer} AS employer, ${employerLine} AS employer_line
FROM (SELECT file_no, line_no, line, line[1] AS record_type FROM (${lines}))
WINDOW so_far AS (PARTITION BY file_no ORDER BY line_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
}

/** A contract column's raw text, written as the delimited form writes it: wages in dollars and cents. */
function icesaField(contract: ExtractContract, column: Column): string {
  switch (column.name) {
    case 'gross_wages': {
      const cents = text(ICESA_S.gross_wages);
      const { length } = ICESA_S.gross_wages;
      return `CASE WHEN regexp_full_match(${cents}, '[0-9]{${length}}')
    THEN ${cents}[1:${length - 2}] || '.' || ${cents}[${length - 1}:${length}] ELSE ${cents} END`;
    }
    case 'fein':
      return text(ICESA_E.fein, 'employer');
    case 'year':
      return `${text(ICESA_S.reporting_period)}[3:6]`;
    case 'quarter': {
      const month = `${text(ICESA_S.reporting_period)}[1:2]`;
      return `CASE ${month} WHEN '03' THEN '1' WHEN '06' THEN '2' WHEN '09' THEN '3' WHEN '12' THEN '4' ELSE ${month} END`;
    }
    default: {
      const field = (ICESA_S as Readonly<Record<string, FixedField>>)[column.name];
      if (field !== undefined) return text(field);
      if (column.blankAllowed === true) return "''";
      throw new UsageError(`${contract.key} requires ${column.name}, which an ICESA file has no place for`);
    }
  }
}

function text(field: FixedField, record = 'line'): string {
  return `${record}[${field.start}:${field.start + field.length - 1}]`;
}

function number(field: FixedField): string {
  return `TRY_CAST(${text(field)} AS BIGINT)`;
}
