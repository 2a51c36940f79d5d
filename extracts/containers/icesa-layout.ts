/**
 * Positions of the ICESA records, 1-based as the specification counts. The S record is public up to position 147 and
 * at 212–214 (Springbrook documentation); all else is assumed after the common ICESA layout, and so kept here alone.
 */
export interface FixedField {
  readonly start: number;
  readonly length: number;
  /** Numbers are right-justified and zero-filled, text left-justified and blank-filled. */
  readonly fill: 'text' | 'number';
}

const text = (start: number, length: number): FixedField => ({ start, length, fill: 'text' });
const number = (start: number, length: number): FixedField => ({ start, length, fill: 'number' });

export const ICESA_RECORD_LENGTH = 275;

/** One employee's wages. */
export const ICESA_S = Object.freeze({
  ssn: text(2, 9),
  last_name: text(11, 20),
  first_name: text(31, 12),
  middle_initial: text(43, 1),
  /** UI gross wages in cents. */
  gross_wages: number(50, 14),
  hours: number(132, 3),
  employer_account: text(147, 8),
  /** Assumed. */
  unit: text(162, 4),
  /** Assumed. */
  adjustment_code: text(205, 1),
  /** Assumed: last month of the quarter and year, `MMyyyy`. */
  reporting_period: text(215, 6),
});

/** Opens an employer; the wages that follow are its own. All positions assumed. */
export const ICESA_E = Object.freeze({
  year: text(2, 4),
  fein: text(6, 9),
  employer_name: text(24, 50),
  employer_account: text(173, 8),
  /** Last month of the quarter. */
  month: text(188, 2),
});

/** Closes an employer with the count of its S records and the sum of their wages in cents. All positions assumed. */
export const ICESA_T = Object.freeze({
  employees: number(2, 7),
  gross_wages: number(27, 14),
});

/** Closes the file. All positions assumed. */
export const ICESA_F = Object.freeze({
  employees: number(2, 10),
  employers: number(12, 10),
  gross_wages: number(41, 15),
});

/** Lays values out on one record of `ICESA_RECORD_LENGTH` characters; what is too long is cut. */
export function icesaRecord(type: 'E' | 'S' | 'T' | 'F', fields: readonly (readonly [FixedField, string])[]): string {
  let record = type;
  for (const [field, value] of [...fields].sort(([a], [b]) => a.start - b.start)) {
    const { start, length, fill } = field;
    const filled = fill === 'number' ? value.padStart(length, '0') : value.padEnd(length, ' ');
    record = record.padEnd(start - 1, ' ') + filled.slice(0, length);
  }
  return `${record.padEnd(ICESA_RECORD_LENGTH, ' ')}\n`;
}
