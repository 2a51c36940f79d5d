import { FileRefusedError } from '../../schemas/errors.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** What the control records of one ICESA file say, beside what its rows say. */
export interface TrailerFacts {
  readonly employers: number;
  readonly trailers: number;
  readonly wrong_trailer: number | null;
  readonly finals: number;
  readonly final_line: number | null;
  readonly final_agrees: boolean | null;
}

const NOTHING: TrailerFacts = {
  employers: 0,
  trailers: 0,
  wrong_trailer: null,
  finals: 0,
  final_line: null,
  final_agrees: null,
};

/** The facts of every file in a table of control records, by `file_no`; files without any have none. */
export async function readTrailers(
  warehouse: Warehouse,
  controlName: string,
): Promise<ReadonlyMap<number, TrailerFacts>> {
  const rows = await warehouse.query<TrailerFacts & { file_no: number } & Record<string, unknown>>(`
WITH employer_trailer AS (
  SELECT
    file_no,
    line_no,
    employees,
    cents,
    coalesce(declared_employees = employees AND declared_cents = cents, FALSE) AS agrees
  FROM ${controlName}
  WHERE record_type = 'T'
),
totals AS (
  SELECT
    file_no,
    count(*) AS trailers,
    sum(employees) AS employees,
    sum(cents) AS cents,
    min(CASE WHEN NOT agrees THEN line_no END) AS wrong_trailer
  FROM employer_trailer
  GROUP BY file_no
),
counts AS (
  SELECT
    file_no,
    count(CASE WHEN record_type = 'E' THEN 1 END) AS employers,
    count(CASE WHEN record_type = 'F' THEN 1 END) AS finals,
    max(CASE WHEN record_type = 'F' THEN line_no END) AS final_line
  FROM ${controlName}
  GROUP BY file_no
)
SELECT
  counts.file_no,
  counts.employers,
  coalesce(totals.trailers, 0) AS trailers,
  totals.wrong_trailer,
  counts.finals,
  counts.final_line,
  coalesce(
    final_record.declared_employees = coalesce(totals.employees, 0)
    AND final_record.declared_employers = counts.employers
    AND final_record.declared_cents = coalesce(totals.cents, 0), FALSE) AS final_agrees
FROM counts
LEFT JOIN totals ON totals.file_no = counts.file_no
LEFT JOIN ${controlName} AS final_record
  ON final_record.file_no = counts.file_no AND final_record.line_no = counts.final_line`);
  return new Map(rows.map((row) => [Number(row.file_no), row]));
}

/**
 * Holds an ICESA file's rows against its own T and F records: counts of employees and employers, sums of wages.
 * @throws FileRefusedError naming the first record that disagrees
 */
export function checkTrailers(
  facts: TrailerFacts = NOTHING,
  file: { readonly name: string; readonly lines: number },
): void {
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
