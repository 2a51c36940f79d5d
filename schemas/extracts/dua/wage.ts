import { WAGE_ADJUSTMENT } from '../../codes/wages.ts';
import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, decimal, integer } from '../formats.ts';
import { firstNameColumn, lastNameColumn, middleNameColumn, ssnColumn } from '../identity-columns.ts';
import { employerColumns, quarterColumns } from './employer-columns.ts';

/**
 * Quarterly wages by employer, unit and person; no birth date. Names are cut at 20, 12 and 1 characters in the file.
 * Later filings of the same employer, unit, person and quarter replace earlier ones, so rows may repeat.
 */
const columns = defineColumns({
  ssn: ssnColumn({ element: 'PERSON_SSN' }),
  last_name: lastNameColumn(20, { element: 'LAST', blankAllowed: true }),
  first_name: firstNameColumn(12, { element: 'FIRST', blankAllowed: true }),
  middle_initial: middleNameColumn(1, { element: 'MI', blankAllowed: true }),
  ...employerColumns,
  ...quarterColumns,
  gross_wages: {
    meaning: 'Gross wages paid in the quarter, in dollars.',
    element: 'UI_GROSS_WAGES',
    format: decimal(11, 2, 0, 9_999_999.99),
    identifying: 'none',
  },
  hours: {
    meaning: 'Hours worked in the quarter; the ICESA form cannot exceed 999.',
    element: 'HOURS',
    format: integer(0, 2_208),
    identifying: 'none',
    blankAllowed: true,
  },
  adjustment_code: {
    meaning: 'Why the row was filed; 0 is the original filing.',
    element: 'ADJ_CODE',
    ...codes(WAGE_ADJUSTMENT),
    identifying: 'none',
    blankAllowed: true,
  },
});

export const wageExtract = defineExtract({
  key: 'dua.wage',
  agency: 'DUA',
  title: 'Quarterly wage records',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }, { kind: 'icesa' }],
  period: 'quarter',
  coverage: 'snapshot',
  submitter: 'agency',
  columns,
  rowKey: [],
  rules: [],
  maxLineBytes: 1_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.15,
});
