import { z } from 'zod';
import type { Agency } from '../agency.ts';
import type { Column } from './column.ts';
import type { RowRule } from './rule.ts';

/** How a file wraps its records. One variant a container; the reader and writer live in `extracts/`. */
export type Container =
  /** DOEHEADER lines, then comma-separated records without quoting (DESE). */
  | { readonly kind: 'doe-header' }
  | {
      readonly kind: 'delimited';
      readonly delimiter: ',' | '|' | '\t';
      /** Whether values may be wrapped in double quotes. @default false */
      readonly quoted?: boolean;
      /** `required`: the first line names the columns. `optional`: recognized when present. `none`. */
      readonly header: 'required' | 'optional' | 'none';
      /**
       * Columns found by pattern in wide files whose names change by year: canonical name → source of a RegExp. Columns
       * that share a pattern take the matching headers from the last in alphabet to the first, so that of names that end
       * in a year the newest comes first. One left without a header is null in every row.
       */
      readonly headerPatterns?: Readonly<Record<string, string>>;
      /** Columns the file may carry that the contract does not read. @default 'refuse' */
      readonly extraColumns?: 'refuse' | 'ignore';
    }
  /** Fixed-width ICESA quarterly wage file: E, S, T and F records (DUA). */
  | { readonly kind: 'icesa' }
  /** National Student Clearinghouse StudentTracker detail file: a comma in field 6 shifts the rest. */
  | { readonly kind: 'student-tracker' };

/** The grammar of an extract's period, as it stands in a load slot. */
export type PeriodGrammar =
  /** `2024-10`, `2025-03`, `2025-06` (end of year): SIMS and SCS collections. */
  | 'collection'
  /** `2025`: the school year by its ending year. */
  | 'school-year'
  /** `2024F`, `2025W`, `2025S`, `2025U`. */
  | 'term'
  /** `2025Q1`. */
  | 'quarter'
  /** `2025-01`. */
  | 'month'
  /** `2025-01-31`: the day a cumulative file was cut. */
  | 'as-of';

export const PERIOD_PATTERNS: Readonly<Record<PeriodGrammar, RegExp>> = Object.freeze({
  collection: /^(19|20)\d\d-(10|03|06)$/,
  'school-year': /^(19|20)\d\d$/,
  term: /^(19|20)\d\d[FWSU]$/,
  quarter: /^(19|20)\d\dQ[1-4]$/,
  month: /^(19|20)\d\d-(0[1-9]|1[0-2])$/,
  'as-of': /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
});

/** The contract of one agency extract: what a file must be, column by column. */
export interface ExtractContract {
  /** `<agency>.<extract>`, such as `dese.sims`. */
  readonly key: string;
  readonly agency: Agency;
  readonly title: string;
  /** Raised whenever a change can alter a verdict or a typed value. Part of a load's version. */
  readonly version: number;
  /** The containers it may arrive in. The first is what the writer produces. */
  readonly containers: readonly [Container, ...Container[]];
  readonly period: PeriodGrammar;
  /** Whether a file is the whole of its slot, or everything up to its period. */
  readonly coverage: 'snapshot' | 'cumulative';
  /** Who may send it: one file for each submitter (a district, an institution) or one for the agency. */
  readonly submitter: 'district' | 'institution' | 'agency';
  readonly columns: readonly Column[];
  /**
   * Columns that together name a row once within a file; a repeat is quarantined. Nulls are one value of their own.
   * Empty when rows may repeat.
   */
  readonly rowKey: readonly string[];
  readonly rules: readonly RowRule[];
  /** Longest physical line, in bytes. A longer one refuses the file. */
  readonly maxLineBytes: number;
  /** Share of quarantined rows above which a load fails. @default 0.05 in the contracts shipped */
  readonly quarantineThreshold: number;
  /** Relative change of row count against the submitter's last period above which a load is held. */
  readonly rowCountTolerance: number;
  /**
   * Difference in rows up to which no load is held, whatever share it is: in a file of a dozen rows, chance alone makes
   * more than any tolerance. @default {@link ROW_COUNT_FLOOR}
   */
  readonly rowCountFloor?: number;
}

/** Rows by which a submitter's file may differ from the last period's in every extract that names no other number. */
export const ROW_COUNT_FLOOR = 50;

const PERIOD_HINTS: Readonly<Record<PeriodGrammar, string>> = Object.freeze({
  collection: '2024-10, 2025-03 or 2025-06',
  'school-year': '2025',
  term: '2024F, 2025W, 2025S or 2025U',
  quarter: '2025Q1',
  month: '2025-01',
  'as-of': '2025-01-31',
});

export function periodSchema(grammar: PeriodGrammar): z.ZodType<string> {
  return z.string().regex(PERIOD_PATTERNS[grammar], `a ${grammar} period looks like ${PERIOD_HINTS[grammar]}`);
}

/** Freezes a contract after checking that its keys and rules name its own columns. */
export function defineExtract(contract: ExtractContract): ExtractContract {
  const names = new Set(contract.columns.map((column) => column.name));
  if (names.size !== contract.columns.length) throw new TypeError(`${contract.key}: a column is named twice`);
  for (const name of contract.rowKey) {
    if (!names.has(name)) throw new TypeError(`${contract.key}: row key names an unknown column ${name}`);
  }
  return Object.freeze(contract);
}
