import { z } from 'zod';
import type { Agency } from '../agency.ts';

/**
 * How much a column says about who somebody is. `direct` columns (names, birth dates, agency ids, SSN tokens) live in
 * the vault only; `quasi` columns may be staged but never published as they are.
 */
export type Identifying = 'direct' | 'quasi' | 'none';

/** What a column says, apart from its format. Every column of every contract has it. */
export interface ColumnMeaning {
  /** One plain sentence for the codebook. */
  readonly meaning: string;
  readonly identifying: Identifying;
  /** Element name in the Common Education Data Standards, where there is one. */
  readonly ceds?: string;
  /** Name in the agency's own layout, such as `DOE002`. @default the column's name */
  readonly element?: string;
  /** True where no public document states the format, and ours is a reconstruction. @default false */
  readonly assumed?: boolean;
  /** Code → label. Given for `codes` formats. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Owner, where it differs from the contract's. */
  readonly agency?: Agency;
}

/**
 * The closed vocabulary of formats. Small on purpose: each is executed twice, by zod row by row and by SQL set-based,
 * and a property test holds the two to the same verdict.
 *
 * - `text`: 1–`maxLength` characters; `pattern` (an RE2-compatible source, matched in full) when given.
 * - `digits`: digits only, exactly `length` long. `padZeros` accepts fewer and left-pads (dropped leading zeros).
 * - `codes`: one of a closed list.
 * - `integer` / `decimal`: a number in [`min`, `max`]; `scale` digits after the point. `impliedDecimals` reads `12345`
 *   as 123.45 for 2.
 * - `date`: a calendar date written as `pattern`.
 * - `flag`: `trueCodes` and `falseCodes`.
 * - `ssn`: nine digits; invalid and test numbers become null with a recorded reason, valid ones become a token.
 */
export type ColumnFormat =
  | { readonly kind: 'text'; readonly maxLength: number; readonly pattern?: string }
  | { readonly kind: 'digits'; readonly length: number; readonly padZeros?: boolean }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'decimal';
      readonly precision: number;
      readonly scale: number;
      readonly min: number;
      readonly max: number;
      readonly impliedDecimals?: number;
    }
  | { readonly kind: 'date'; readonly pattern: DatePattern; readonly min: string; readonly max: string }
  | { readonly kind: 'flag'; readonly trueCodes: readonly string[]; readonly falseCodes: readonly string[] }
  | { readonly kind: 'ssn' };

export const DATE_PATTERNS = ['MM/dd/yyyy', 'yyyyMMdd', 'yyyy-MM-dd', 'yyyyMM'] as const;
/** `yyyyMM` reads as the first of the month. */
export type DatePattern = (typeof DATE_PATTERNS)[number];

/** How a raw text value becomes null or is refused. */
export interface Presence {
  /** Raw values that mean "no value", after trimming, such as `500`. Declared per column, never globally. @default [] */
  readonly nullCodes?: readonly string[];
  /** Whether an empty value is accepted, as null. @default false */
  readonly blankAllowed?: boolean;
}

export interface ColumnSpec extends ColumnMeaning, Presence {
  readonly format: ColumnFormat;
}

/** A column of a contract, by name. Order in the contract is order in the file. */
export interface Column extends ColumnSpec {
  readonly name: string;
}

/** The value a column holds once typed. Dates are ISO `yyyy-MM-dd`; decimals are numbers. */
export type ColumnValue = string | number | boolean | null;

const COLUMN_NAME = /^[a-z][a-z0-9_]{0,62}$/;
export const columnNameSchema = z.string().regex(COLUMN_NAME, 'a column name is snake_case, at most 63 characters');

/** Completes and freezes a set of columns given in file order. */
export function defineColumns<const T extends Readonly<Record<string, ColumnSpec>>>(specs: T): readonly Column[] {
  return Object.freeze(
    Object.entries(specs).map(([name, spec]) => Object.freeze({ ...spec, name: columnNameSchema.parse(name) })),
  );
}
