import { MCAS_PERFORMANCE } from '../../codes/assessment.ts';
import { MCAS_RACE } from '../../codes/race.ts';
import { GRADE } from '../../codes/sims.ts';
import { type ColumnSpec, defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, digits, integer, oneZero, text } from '../formats.ts';
import {
  birthDateColumn,
  firstNameColumn,
  genderColumn,
  lastNameColumn,
  middleNameColumn,
  sasidColumn,
} from '../identity-columns.ts';

const GRADES_TESTED = ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
/** Scaled scores of the tests since 2017; older tests ran 200–280. */
const SCALED_SCORE = { format: integer(200, 560), identifying: 'none', blankAllowed: true } as const;
const GROWTH = { format: integer(1, 99), identifying: 'none', blankAllowed: true } as const;

function flag(element: string, meaning: string): ColumnSpec {
  return { meaning, element, format: oneZero, identifying: 'quasi', blankAllowed: true };
}

/** One subject's columns. The file names them by a letter before the measure. */
function subject(letter: 'e' | 'm', name: string) {
  return {
    alt: {
      meaning: `Alternate ${name} assessment; blank for the standard test.`,
      element: `${letter}alt`,
      format: text(10),
      identifying: 'quasi',
      blankAllowed: true,
      assumed: true,
    },
    test_status: {
      meaning: `Status of the ${name} test; T is tested.`,
      element: `${letter}teststat`,
      format: text(4, '[A-Z]+'),
      identifying: 'none',
      blankAllowed: true,
      assumed: true,
    },
    scaled_score: { meaning: `${name} scaled score, 440–560.`, element: `${letter}scaleds`, ...SCALED_SCORE },
    performance: {
      meaning: `${name} achievement level.`,
      element: `${letter}perf2`,
      ...codes(MCAS_PERFORMANCE),
      identifying: 'none',
      blankAllowed: true,
      ceds: 'PerformanceLevelIdentifier',
    },
    growth: { meaning: `${name} student growth percentile.`, element: `${letter}sgp`, ...GROWTH },
  } satisfies Record<string, ColumnSpec>;
}

const ela = subject('e', 'English language arts');
const math = subject('m', 'Mathematics');

/** Grade, scores and growth of three prior years. `element` is the 2024 file's name; the names move on every year. */
function priorYear(years: 1 | 2 | 3) {
  const ago = `${years} tested year${years === 1 ? '' : 's'} back`;
  const suffix = 2024 - years;
  return {
    [`prior_grade_${years}`]: {
      meaning: `Grade, ${ago}.`,
      element: `grade${suffix}`,
      format: digits(2),
      identifying: 'none',
      blankAllowed: true,
    },
    [`prior_ela_scaled_${years}`]: {
      meaning: `English language arts scaled score, ${ago}.`,
      element: `escaleds${suffix}`,
      ...SCALED_SCORE,
    },
    [`prior_math_scaled_${years}`]: {
      meaning: `Mathematics scaled score, ${ago}.`,
      element: `mscaleds${suffix}`,
      ...SCALED_SCORE,
    },
    [`prior_ela_growth_${years}`]: {
      meaning: `English language arts growth percentile, ${ago}.`,
      element: `esgp${suffix}`,
      ...GROWTH,
    },
    [`prior_math_growth_${years}`]: {
      meaning: `Mathematics growth percentile, ${ago}.`,
      element: `msgp${suffix}`,
      ...GROWTH,
    },
  } satisfies Record<string, ColumnSpec>;
}

/** What the hub reads of the 250–270 columns of the wide result file: one row a student, all subjects side by side. */
const columns = defineColumns({
  admin_year: {
    meaning: 'Year of the spring administration, the ending year of the school year.',
    element: 'adminyear',
    format: integer(1998, 2100),
    identifying: 'none',
    ceds: 'AssessmentAdministrationStartDate',
  },
  district_code: {
    meaning: 'District responsible in spring.',
    element: 'sprp_dis',
    format: digits(8),
    identifying: 'none',
  },
  school_code: {
    meaning: 'School responsible in spring; the school of testing can differ.',
    element: 'sprp_sch',
    format: digits(8),
    identifying: 'quasi',
    ceds: 'SchoolIdentifierSea',
  },
  sasid: sasidColumn({ element: 'sasid' }),
  grade: {
    meaning: 'Grade of the test taken.',
    element: 'grade',
    format: digits(2),
    identifying: 'none',
    ceds: 'GradeLevelWhenAssessed',
  },
  grade_sims: {
    meaning: 'Grade in SIMS, which can differ from the test.',
    element: 'gradesims',
    ...codes(GRADE),
    identifying: 'quasi',
    blankAllowed: true,
  },
  last_name: lastNameColumn(32, { element: 'lastname', blankAllowed: true }),
  first_name: firstNameColumn(32, { element: 'firstname', blankAllowed: true }),
  middle_initial: middleNameColumn(1, { element: 'mi', blankAllowed: true }),
  birth_date: birthDateColumn('MM/dd/yyyy', { element: 'dob', blankAllowed: true }),
  gender: genderColumn({ element: 'gender', blankAllowed: true }),
  race: {
    meaning: 'Race and ethnicity, a rollup to one letter.',
    element: 'race',
    ...codes(MCAS_RACE),
    identifying: 'quasi',
    blankAllowed: true,
    assumed: true,
  },
  low_income: flag('lowincome', 'Low income.'),
  english_learner: flag('EL', 'English learner.'),
  iep: flag('IEP', 'Has an individualized education program.'),
  ela_alt: ela.alt,
  ela_test_status: ela.test_status,
  ela_scaled_score: ela.scaled_score,
  ela_performance: ela.performance,
  ela_growth: ela.growth,
  math_alt: math.alt,
  math_test_status: math.test_status,
  math_scaled_score: math.scaled_score,
  math_performance: math.performance,
  math_growth: math.growth,
  town: {
    meaning: 'City or town of residence.',
    element: 'town',
    format: digits(3),
    identifying: 'quasi',
    blankAllowed: true,
  },
  ...priorYear(1),
  ...priorYear(2),
  ...priorYear(3),
});

/** One pattern for the three years of a measure: headers that match are taken newest first. */
const headerPatterns = Object.freeze(
  Object.fromEntries(
    [1, 2, 3].flatMap((years) => [
      [`prior_grade_${years}`, '^grade20\\d\\d$'],
      [`prior_ela_scaled_${years}`, '^escaleds20\\d\\d$'],
      [`prior_math_scaled_${years}`, '^mscaleds20\\d\\d$'],
      [`prior_ela_growth_${years}`, '^esgp20\\d\\d$'],
      [`prior_math_growth_${years}`, '^msgp20\\d\\d$'],
    ]),
  ),
);

export const mcasExtract = defineExtract({
  key: 'dese.mcas',
  agency: 'DESE',
  title: 'MCAS student results',
  version: 1,
  containers: [
    {
      kind: 'delimited',
      delimiter: ',',
      quoted: true,
      header: 'required',
      headerPatterns,
      extraColumns: 'ignore',
    },
  ],
  period: 'school-year',
  coverage: 'snapshot',
  submitter: 'agency',
  columns,
  rowKey: ['sasid'],
  rules: [
    {
      code: 'MCAS-GRADE',
      message: 'The grade tested is not one in which MCAS is given.',
      require: { op: 'in', left: { column: 'grade' }, values: GRADES_TESTED },
    },
  ],
  maxLineBytes: 16_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.2,
});
