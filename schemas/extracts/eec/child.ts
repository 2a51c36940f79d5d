import { RACE_GROUPS } from '../../codes/race.ts';
import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, digits, text, yesNo } from '../formats.ts';
import {
  birthDateColumn,
  firstNameColumn,
  genderColumn,
  lastNameColumn,
  middleNameColumn,
} from '../identity-columns.ts';

/** Child and family ids after the federal monthly record's 15 characters. */
export const EEC_ID = '[A-Za-z0-9-]+';

/** One row a child, as known on the day the file is cut. The layout is assumed throughout. */
const columns = defineColumns({
  child_id: {
    meaning: "EEC's id of the child across its six programs.",
    element: 'CHILD_ID',
    format: text(15, EEC_ID),
    identifying: 'direct',
    ceds: 'ChildIdentifier',
    assumed: true,
  },
  family_id: {
    meaning: 'Family; siblings share it.',
    element: 'FAMILY_ID',
    format: text(15, EEC_ID),
    identifying: 'direct',
    blankAllowed: true,
    assumed: true,
  },
  first_name: firstNameColumn(35, { element: 'FIRST_NAME', assumed: true }),
  middle_name: middleNameColumn(35, { element: 'MIDDLE_NAME', blankAllowed: true, assumed: true }),
  last_name: lastNameColumn(35, { element: 'LAST_NAME', assumed: true }),
  birth_date: birthDateColumn('yyyy-MM-dd', { element: 'BIRTH_DATE', blankAllowed: true, assumed: true }),
  gender: genderColumn({ element: 'GENDER', blankAllowed: true, nullCodes: ['U'], assumed: true }),
  race_ethnicity: {
    meaning: 'Race and ethnicity, by public group.',
    element: 'RACE_ETHNICITY',
    ...codes(RACE_GROUPS),
    nullCodes: ['UNK'],
    blankAllowed: true,
    identifying: 'quasi',
    assumed: true,
  },
  home_language: {
    meaning: 'Language at home, ISO 639-2.',
    element: 'HOME_LANGUAGE',
    format: text(3, '[a-z]{3}'),
    identifying: 'quasi',
    blankAllowed: true,
    ceds: 'ISO6392LanguageCode',
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
  town: {
    meaning: 'City or town of residence.',
    element: 'TOWN',
    format: digits(3),
    identifying: 'quasi',
    blankAllowed: true,
    assumed: true,
  },
  disability: {
    meaning: 'Has a disability.',
    element: 'DISABILITY',
    format: yesNo,
    identifying: 'quasi',
    blankAllowed: true,
    assumed: true,
  },
});

export const childExtract = defineExtract({
  key: 'eec.child',
  agency: 'EEC',
  title: 'Children in early childhood programs',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
  period: 'as-of',
  coverage: 'cumulative',
  submitter: 'agency',
  columns,
  rowKey: ['child_id'],
  rules: [],
  maxLineBytes: 2_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.5,
});
