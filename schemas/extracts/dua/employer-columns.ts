import type { ColumnSpec } from '../../contract/column.ts';
import { digits, integer } from '../formats.ts';

/** Columns that wage and employer rows share. */
export const employerColumns = Object.freeze({
  employer_account: {
    meaning: 'Employer account number of the Department of Unemployment Assistance.',
    element: 'EAN',
    format: digits(8),
    identifying: 'none',
  },
  unit: {
    meaning: 'Unit of the employer, a work location.',
    element: 'UNIT',
    format: digits(4),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  fein: {
    meaning: 'Federal employer identification number; never a key, since payroll agents share it.',
    element: 'FEIN',
    format: digits(9),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
}) satisfies Record<string, ColumnSpec>;

export const quarterColumns = Object.freeze({
  year: { meaning: 'Calendar year.', element: 'YEAR', format: integer(1990, 2100), identifying: 'none' },
  quarter: { meaning: 'Calendar quarter, 1–4.', element: 'QTR', format: integer(1, 4), identifying: 'none' },
}) satisfies Record<string, ColumnSpec>;
