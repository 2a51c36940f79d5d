import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, NAICS_SECTORS, personKey, SECTORS } from '../columns.ts';

export const graduateOutcome = defineTable({
  table: 'learn_to_earn.graduate_outcome',
  title: 'Graduates by outcome year',
  grain: 'One row a high-school graduate and calendar year after the class year, as far as any data reach.',
  columns: [
    linkVersion,
    personKey,
    { name: 'outcome_year', type: 'integer', meaning: 'Calendar year looked at.', min: 1990, max: 2100 },
    { name: 'hs_grad_year', type: 'integer', meaning: 'Class of the graduate.', min: 1990, max: 2100 },
    { name: 'years_after', type: 'integer', meaning: 'Years after the class year.', min: 1, max: 40 },
    {
      name: 'enrollment_coverage',
      type: 'text',
      meaning:
        'How far enrollment in the year can be seen: full (asked for at the Clearinghouse after the year ended), public (only Massachusetts public colleges reported) or none.',
      codes: ['full', 'public', 'none'],
    },
    {
      name: 'wage_coverage',
      type: 'text',
      meaning: 'What carries the person to wage records: bridge, roster or none.',
      codes: ['bridge', 'roster', 'none'],
    },
    {
      name: 'wage_quarters_loaded',
      type: 'integer',
      meaning: 'Quarters of the year whose wage files are loaded.',
      min: 0,
      max: 4,
    },
    flag('enrolled', 'Enrolled in any college in any term of the year; empty where enrollment cannot be seen.', true),
    {
      name: 'enrolled_sector',
      type: 'text',
      meaning: 'Sector with most terms in the year, a fall or spring counting twice; the later term decides a tie.',
      nullable: true,
      codes: SECTORS,
    },
    { name: 'college_key', type: 'text', meaning: 'College of that sector with most terms.', nullable: true },
    flag('employed', 'Had wages in the year; empty without coverage or with a quarter of the year not loaded.', true),
    {
      name: 'outcome',
      type: 'text',
      meaning:
        'both (enrolled and employed), enrolled, employed, not_found (covered by both kinds of data and in neither) or not_available.',
      codes: ['both', 'enrolled', 'employed', 'not_found', 'not_available'],
    },
    {
      name: 'outcome_type',
      type: 'text',
      meaning:
        'The same as College and Career Outcomes counts it, where enrollment beats employment; empty when not available.',
      nullable: true,
      codes: [...SECTORS, 'Total Employed', 'Total Missing'],
    },
    {
      name: 'quarters_employed',
      type: 'integer',
      meaning: 'Quarters with wages; empty as employed.',
      nullable: true,
      min: 0,
      max: 4,
    },
    {
      name: 'annual_earnings',
      type: 'decimal',
      precision: 14,
      scale: 2,
      meaning: 'Gross wages of the year; empty for those not employed or not seen.',
      nullable: true,
      min: 0.01,
      max: 399_999_999,
    },
    {
      name: 'real_annual_earnings',
      type: 'decimal',
      precision: 14,
      scale: 2,
      meaning: 'The same in average CPI-U prices of the table parameter price_year.',
      nullable: true,
      min: 0,
      max: 3_999_999_999,
    },
    flag('attached', 'Attached to the labor market in the year; empty as employed.', true),
    {
      name: 'naics_sector',
      type: 'text',
      meaning: 'Industry sector of the employer who paid most in the year.',
      nullable: true,
      codes: NAICS_SECTORS,
    },
  ],
  primaryKey: ['person_key', 'outcome_year'],
  references: [
    { columns: ['person_key'], table: 'learn_to_earn.high_school_completion', tableColumns: ['person_key'] },
  ],
  owners: ['DESE', 'DHE', 'NSC', 'DUA'],
});
