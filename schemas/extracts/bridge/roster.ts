import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { digits, text } from '../formats.ts';
import {
  birthDateColumn,
  firstNameColumn,
  genderColumn,
  lastNameColumn,
  middleNameColumn,
  nameSuffixColumn,
  ssnColumn,
} from '../identity-columns.ts';

/**
 * An identity roster that carries both an SSN and a birth date, such as one of the registry of motor vehicles. Optional:
 * it bridges people who never enrolled in college to wages. The layout is assumed; no such source is agreed.
 */
const columns = defineColumns({
  roster_id: {
    meaning: "The roster's own id of the person.",
    element: 'ROSTER_ID',
    format: text(20),
    identifying: 'direct',
    assumed: true,
  },
  ssn: ssnColumn({ element: 'SSN', assumed: true }),
  first_name: firstNameColumn(40, { element: 'FIRST', assumed: true }),
  middle_name: middleNameColumn(40, { element: 'MIDDLE', blankAllowed: true, assumed: true }),
  last_name: lastNameColumn(40, { element: 'LAST', assumed: true }),
  name_suffix: nameSuffixColumn({ element: 'SUFFIX', assumed: true }),
  birth_date: birthDateColumn('yyyy-MM-dd', { element: 'DOB', assumed: true }),
  gender: genderColumn({ element: 'GENDER', blankAllowed: true, nullCodes: ['U', 'X'], assumed: true }),
  town: {
    meaning: 'City or town of residence.',
    element: 'TOWN',
    format: digits(3),
    identifying: 'quasi',
    blankAllowed: true,
    assumed: true,
  },
  zip: {
    meaning: 'Five-digit ZIP code of residence.',
    element: 'ZIP',
    format: digits(5),
    identifying: 'quasi',
    blankAllowed: true,
    assumed: true,
  },
});

export const rosterExtract = defineExtract({
  key: 'bridge.roster',
  agency: 'HUB',
  title: 'Identity roster',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
  period: 'as-of',
  coverage: 'cumulative',
  submitter: 'agency',
  columns,
  rowKey: ['roster_id'],
  rules: [],
  maxLineBytes: 2_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.5,
});
