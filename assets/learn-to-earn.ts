import * as tables from '../schemas/tables/learn-to-earn/index.ts';
import { defaultTableParameters } from '../schemas/tables/parameters.ts';
import type { Asset, PartitionMapping } from './define-asset.ts';
import { blockingCheck, linkedTable, warningCheck } from './linked-table.ts';

const LEARNER = 'learn_to_earn.learner';
const STUDENT_RECORD = 'learn_to_earn.student_record';
const ENROLLMENT = 'learn_to_earn.k12_enrollment';
const PARTICIPATION = 'learn_to_earn.program_participation';
const COMPLETION = 'learn_to_earn.high_school_completion';
const COLLEGE_TERM = 'learn_to_earn.postsecondary_enrollment';
const CREDENTIAL = 'learn_to_earn.credential';
const FILING = 'learn_to_earn.wage_filing';
const JOB = 'learn_to_earn.quarterly_job';
const QUARTER = 'learn_to_earn.quarterly_earnings';
const YEAR = 'learn_to_earn.annual_earnings';

/** Of calendar years and of cohorts; earlier ones come with the first. */
const FIRST_YEAR = '2005';

const SAME_YEAR: PartitionMapping = { kind: 'years', from: 0, to: 0 };

/** Wages and terms of a year tell of everybody who graduated in the years before it that are followed. */
const YEARS_AFTER_GRADUATION: PartitionMapping = {
  kind: 'years',
  from: -defaultTableParameters.outcome_years,
  to: -1,
};

/** High school to college to earnings, in the order in which they build. */
export const learnToEarnAssets: readonly Asset[] = Object.freeze([
  linkedTable(tables.wageCoverage, { loads: ['dhe.enrollment', 'bridge.roster'] }),
  linkedTable(tables.studentRecord, {
    loads: ['dese.sims'],
    reference: ['race_code'],
    checks: [
      blockingCheck('rows_reconcile', 'learn_to_earn/student_record_reconciles'),
      warningCheck('people_found', 'learn_to_earn/student_record_linked'),
    ],
  }),
  linkedTable(tables.learner, {
    loads: ['dese.scs', 'dhe.enrollment', 'dhe.course', 'dhe.degree', 'nsc.studenttracker'],
    tables: [STUDENT_RECORD, 'learn_to_earn.wage_coverage'],
    checks: [blockingCheck('every_student_is_a_learner', 'learn_to_earn/learner_complete')],
  }),
  linkedTable(tables.k12Enrollment, {
    tables: [STUDENT_RECORD, LEARNER],
    checks: [
      blockingCheck('rows_reconcile', 'learn_to_earn/k12_enrollment_reconciles'),
      blockingCheck('one_attributed_school', 'learn_to_earn/k12_enrollment_attributed'),
      warningCheck('duplicate_claims', 'learn_to_earn/k12_enrollment_duplicates'),
    ],
  }),
  linkedTable(tables.earlyCollegeTerm, {
    loads: ['dhe.enrollment', 'dhe.course'],
    tables: [LEARNER],
    checks: [
      blockingCheck('courses_reconcile', 'learn_to_earn/early_college_term_reconciles'),
      blockingCheck('earned_within_attempted', 'learn_to_earn/early_college_term_credits'),
    ],
  }),
  linkedTable(tables.programParticipation, {
    loads: ['dese.scs'],
    tables: [STUDENT_RECORD, LEARNER, ENROLLMENT, 'learn_to_earn.early_college_term'],
    checks: [
      blockingCheck('rows_reconcile', 'learn_to_earn/program_participation_reconciles'),
      warningCheck('sources_agree', 'learn_to_earn/program_participation_agrees'),
    ],
  }),
  linkedTable(tables.highSchoolCompletion, {
    tables: [STUDENT_RECORD, LEARNER, ENROLLMENT, PARTICIPATION],
    reference: ['school', 'district'],
    checks: [blockingCheck('rows_reconcile', 'learn_to_earn/high_school_completion_reconciles')],
  }),
  linkedTable(tables.postsecondaryEnrollment, {
    loads: ['dhe.enrollment', 'nsc.studenttracker'],
    tables: [LEARNER, ENROLLMENT, COMPLETION],
    reference: ['college'],
    checks: [
      blockingCheck('rows_reconcile', 'learn_to_earn/postsecondary_enrollment_reconciles'),
      blockingCheck('one_college_a_term', 'learn_to_earn/postsecondary_enrollment_primary'),
    ],
  }),
  linkedTable(tables.credential, {
    loads: ['dhe.degree', 'nsc.studenttracker'],
    tables: [LEARNER],
    reference: ['college'],
    checks: [blockingCheck('rows_reconcile', 'learn_to_earn/credential_reconciles')],
  }),
  linkedTable(tables.persistence, {
    loads: ['dhe.enrollment', 'nsc.studenttracker'],
    tables: [LEARNER, COLLEGE_TERM, CREDENTIAL],
    checks: [blockingCheck('rows_reconcile', 'learn_to_earn/persistence_reconciles')],
  }),
  linkedTable(tables.wageFiling, {
    loads: ['dua.wage'],
    tables: [LEARNER],
    checks: [
      blockingCheck('rows_reconcile', 'learn_to_earn/wage_filing_reconciles'),
      blockingCheck('a_later_filing_explains_each_superseded', 'learn_to_earn/wage_filing_superseded'),
    ],
  }),
  linkedTable(tables.quarterlyJob, {
    loads: ['dua.employer'],
    tables: [LEARNER, FILING],
    checks: [
      blockingCheck('rows_and_dollars_reconcile', 'learn_to_earn/quarterly_job_reconciles'),
      warningCheck('industry_known', 'learn_to_earn/quarterly_job_industry'),
    ],
  }),
  linkedTable(tables.quarterlyEarnings, {
    tables: [LEARNER, JOB],
    reference: ['cpi'],
    checks: [
      blockingCheck('dollars_reconcile', 'learn_to_earn/quarterly_earnings_reconciles'),
      blockingCheck('main_employer_within_total', 'learn_to_earn/quarterly_earnings_main'),
      warningCheck('prices_known', 'learn_to_earn/quarterly_earnings_prices'),
      warningCheck('plausible_wages', 'learn_to_earn/quarterly_earnings_plausible'),
    ],
  }),
  linkedTable(tables.annualEarnings, {
    loads: ['dua.wage'],
    tables: [LEARNER, JOB, QUARTER],
    partitions: { kind: 'period', grammar: 'school-year', first: FIRST_YEAR, column: 'year' },
    mappings: { 'load.dua.wage': SAME_YEAR },
    checks: [blockingCheck('dollars_reconcile', 'learn_to_earn/annual_earnings_reconciles')],
  }),
  linkedTable(tables.graduateOutcome, {
    loads: ['dua.wage', 'dhe.enrollment', 'nsc.studenttracker'],
    tables: [LEARNER, COMPLETION, COLLEGE_TERM, YEAR],
    partitions: { kind: 'period', grammar: 'school-year', first: FIRST_YEAR, column: 'hs_grad_year' },
    mappings: {
      'load.dua.wage': YEARS_AFTER_GRADUATION,
      'load.dhe.enrollment': YEARS_AFTER_GRADUATION,
      [YEAR]: YEARS_AFTER_GRADUATION,
    },
    checks: [
      blockingCheck('every_graduate_every_year', 'learn_to_earn/graduate_outcome_reconciles'),
      blockingCheck('unseen_is_not_zero', 'learn_to_earn/graduate_outcome_coverage'),
    ],
  }),
  linkedTable(tables.attrition, {
    loads: ['dese.sims', 'dese.scs', 'dhe.enrollment', 'dhe.course', 'dhe.degree', 'nsc.studenttracker', 'dua.wage'],
    tables: [STUDENT_RECORD, FILING],
    checks: [blockingCheck('rows_reconcile', 'learn_to_earn/attrition_reconciles')],
  }),
]);
