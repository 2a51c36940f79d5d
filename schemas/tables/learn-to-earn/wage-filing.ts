import { defineTable } from '../../contract/table-contract.ts';
import { linkVersion } from '../columns.ts';

/** What became of a wage row. Every current row has exactly one. */
export const WAGE_DISPOSITIONS = Object.freeze([
  'counted',
  'superseded',
  'retracted',
  'zero_wages',
  'not_a_learner',
  'no_person',
] as const);

export const wageFiling = defineTable({
  table: 'learn_to_earn.wage_filing',
  title: 'Wage filings and what became of them',
  grain: 'One row a wage row of a current load.',
  columns: [
    linkVersion,
    { name: 'load_id', type: 'bigint', meaning: 'Load the row came in.' },
    { name: 'line_no', type: 'bigint', meaning: 'Physical line of the row.' },
    {
      name: 'disposition',
      type: 'text',
      meaning:
        'counted; superseded by a later filing of the same job and quarter; retracted by a later zero; zero_wages when filed so at first; not_a_learner when the person has no education record; no_person when the row has no usable SSN.',
      codes: WAGE_DISPOSITIONS,
    },
    {
      name: 'person_key',
      type: 'bigint',
      meaning: 'The learner; empty for those outside the hub’s education records.',
      nullable: true,
    },
    { name: 'year', type: 'integer', meaning: 'Calendar year in which the wages were paid.', min: 1990, max: 2100 },
    { name: 'quarter', type: 'integer', meaning: 'Quarter in which the wages were paid.', min: 1, max: 4 },
    { name: 'employer_account', type: 'text', meaning: 'DUA employer account number.', identifying: 'quasi' },
    { name: 'unit', type: 'text', meaning: 'Work location of the employer.', nullable: true },
    { name: 'fein', type: 'text', meaning: 'Federal employer number.', nullable: true, identifying: 'quasi' },
    {
      name: 'gross_wages',
      type: 'decimal',
      precision: 11,
      scale: 2,
      meaning: 'Gross wages of the row.',
      nullable: true,
    },
    { name: 'hours', type: 'integer', meaning: 'Hours of the row.', nullable: true, min: 0, max: 9999 },
  ],
  primaryKey: ['load_id', 'line_no'],
  references: [{ columns: ['person_key'], table: 'learn_to_earn.learner', tableColumns: ['person_key'] }],
  owners: ['DUA'],
});
