import { OWNERSHIP } from '../../codes/wages.ts';
import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, digits, text } from '../formats.ts';
import { employerColumns, quarterColumns } from './employer-columns.ts';

/** Employers and their units by quarter. The industry comes from the quarterly census, not from the wage filing. */
const columns = defineColumns({
  ...employerColumns,
  employer_name: {
    meaning: 'Name of the employer.',
    element: 'NAME',
    format: text(80),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  naics: {
    meaning: 'Industry, by six-digit NAICS code.',
    element: 'NAICS6',
    format: { kind: 'digits', length: 6 },
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  ownership: {
    meaning: 'Who owns the employer.',
    element: 'OWNERSHIP',
    ...codes(OWNERSHIP),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  town: {
    meaning: 'City or town of the unit.',
    element: 'TOWN',
    format: digits(3),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  ...quarterColumns,
});

export const employerExtract = defineExtract({
  key: 'dua.employer',
  agency: 'DUA',
  title: 'Employers by quarter',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
  period: 'quarter',
  coverage: 'snapshot',
  submitter: 'agency',
  columns,
  rowKey: ['employer_account', 'unit', 'year', 'quarter'],
  rules: [],
  maxLineBytes: 1_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.2,
});
