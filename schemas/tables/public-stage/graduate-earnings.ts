import { defineTable } from '../../contract/table-contract.ts';
import { flag, gender, linkVersion, personKey, raceGroup } from '../columns.ts';

export const ATTAINMENTS = Object.freeze([
  "Bachelor's degree or higher",
  'Associate degree',
  'Certificate',
  'Some college, no credential',
  'No college found',
]);

export const graduateEarnings = defineTable({
  table: 'public_stage.graduate_earnings',
  title: 'Graduates and their wages by year',
  grain: 'One row a high-school graduate and calendar year whose wages are wholly loaded.',
  columns: [
    linkVersion,
    personKey,
    { name: 'hs_grad_year', type: 'integer', meaning: 'Class of the graduate.', min: 1990, max: 2100 },
    { name: 'earnings_year', type: 'integer', meaning: 'Calendar year of the wages.', min: 1990, max: 2100 },
    { name: 'years_after', type: 'integer', meaning: 'Years after the class year.', min: 1, max: 40 },
    { name: 'district_code', type: 'text', meaning: 'District that reported the completion.' },
    {
      name: 'high_school_type',
      type: 'text',
      meaning: 'Kind of high school.',
      codes: ['vocational', 'charter', 'traditional'],
    },
    raceGroup,
    gender,
    flag('low_income', 'Low income in any year of grades 9 to 12.'),
    flag('english_learner', 'English learner in any year of grades 9 to 12.'),
    flag('swd', 'Active special-education placement in any year of grades 9 to 12.'),
    flag('covered', 'Whether wages can be seen for the person at all.'),
    flag('employed', 'Whether there are wages in the year.'),
    {
      name: 'annual_earnings',
      type: 'decimal',
      precision: 14,
      scale: 2,
      meaning: 'Wages of the year.',
      nullable: true,
      min: 0,
    },
    { name: 'attainment', type: 'text', meaning: 'Highest credential by the end of the year.', codes: ATTAINMENTS },
    { name: 'cip2', type: 'text', meaning: 'Field of that credential.', nullable: true },
  ],
  primaryKey: ['person_key', 'earnings_year'],
  references: [],
  owners: ['DESE', 'DHE', 'NSC', 'DUA'],
});
