import { defineTable } from '../../contract/table-contract.ts';
import { linkVersion, NAICS_SECTORS, personKey, toLearner } from '../columns.ts';

export const quarterlyJob = defineTable({
  table: 'learn_to_earn.quarterly_job',
  title: 'Jobs by quarter',
  grain: 'One row a learner, quarter and employer, with all units of the employer together.',
  columns: [
    linkVersion,
    personKey,
    { name: 'year', type: 'integer', meaning: 'Calendar year in which the wages were paid.', min: 1990, max: 2100 },
    { name: 'quarter', type: 'integer', meaning: 'Quarter in which the wages were paid.', min: 1, max: 4 },
    { name: 'employer_key', type: 'text', meaning: 'Surrogate of the employer account.' },
    {
      name: 'owner_key',
      type: 'text',
      meaning: 'Surrogate of the owner, so that accounts of one federal employer number count as one contributor.',
    },
    {
      name: 'gross_wages',
      type: 'decimal',
      precision: 13,
      scale: 2,
      meaning: 'Gross wages paid by the employer in the quarter.',
      min: 0.01,
      max: 99_999_999,
    },
    { name: 'hours', type: 'integer', meaning: 'Hours worked, where filed.', nullable: true, min: 0, max: 99_999 },
    {
      name: 'naics_sector',
      type: 'text',
      meaning: 'Industry sector of the employer in the quarter, else in its latest filing.',
      nullable: true,
      codes: NAICS_SECTORS,
    },
    { name: 'filings', type: 'integer', meaning: 'Wage rows merged into the row.', min: 1 },
  ],
  primaryKey: ['person_key', 'year', 'quarter', 'employer_key'],
  references: [toLearner],
  owners: ['DUA'],
});
