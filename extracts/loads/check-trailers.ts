import { FileRefusedError } from '../../schemas/errors.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

interface TrailerFacts {
  readonly employers: number;
  readonly trailers: number;
  readonly wrong_trailer: number | null;
  readonly finals: number;
  readonly final_line: number | null;
  readonly final_agrees: boolean | null;
}

/**
 * Holds an ICESA file's rows against its own T and F records: counts of employees and employers, sums of wages.
 * @throws FileRefusedError naming the first record that disagrees
 */
export async function checkIcesaTrailers(
  warehouse: Warehouse,
  controlName: string,
  file: { readonly name: string; readonly lines: number },
): Promise<void> {
  const rows = await warehouse.query<TrailerFacts & Record<string, unknown>>(`
WITH employer_trailer AS (
  SELECT
    line_no,
    employees,
    cents,
    coalesce(declared_employees = employees AND declared_cents = cents, FALSE) AS agrees
  FROM ${controlName}
  WHERE record_type = 'T'
),
totals AS (
  SELECT count(*) AS trailers, coalesce(sum(employees), 0) AS employees, coalesce(sum(cents), 0) AS cents,
    min(CASE WHEN NOT agrees THEN line_no END) AS wrong_trailer
  FROM employer_trailer
),
opened AS (
  SELECT count(*) AS employers FROM ${controlName} WHERE record_type = 'E'
)
SELECT
  opened.employers,
  totals.trailers,
  totals.wrong_trailer,
  (SELECT count(*) FROM ${controlName} WHERE record_type = 'F') AS finals,
  (SELECT max(line_no) FROM ${controlName} WHERE record_type = 'F') AS final_line,
  (
    SELECT bool_and(coalesce(
      final_record.declared_employees = totals.employees
      AND final_record.declared_employers = opened.employers
      AND final_record.declared_cents = totals.cents, FALSE))
    FROM ${controlName} AS final_record
    WHERE final_record.record_type = 'F'
  ) AS final_agrees
FROM totals, opened`);
  const facts = rows[0];
  if (facts === undefined) return;
  const refuse = (what: string, line?: number | null) => {
    throw new FileRefusedError(`${file.name} ${what}`, {
      hint: 'Records were lost or changed after the file was made: ask for it again.',
      ...(line == null ? {} : { fields: { line } }),
    });
  };
  if (facts.finals !== 1 || facts.final_line !== file.lines) refuse('does not end with its one F record');
  if (facts.employers !== facts.trailers) {
    refuse(`has ${facts.employers} E records but ${facts.trailers} T records`);
  }
  if (facts.wrong_trailer !== null) {
    refuse(`disagrees with its T record on line ${facts.wrong_trailer}`, facts.wrong_trailer);
  }
  if (facts.final_agrees !== true) refuse(`disagrees with its F record on line ${facts.final_line}`, facts.final_line);
}
