import { defineTable } from '../../contract/table-contract.ts';
import { linkVersion } from '../columns.ts';

/** Every end a record can come to. Those of a period add up to its loaded rows. */
export const ATTRITION_DISPOSITIONS = Object.freeze([
  'counted',
  'no_person',
  'not_enrolled',
  'not_a_pathway',
  'not_found',
  'undated',
  'superseded',
  'retracted',
  'zero_wages',
  'not_a_learner',
] as const);

export const attrition = defineTable({
  table: 'learn_to_earn.attrition',
  title: 'What became of the records',
  grain: 'One row an extract, period and disposition. The dispositions of a period add up to its loaded rows.',
  columns: [
    linkVersion,
    { name: 'extract', type: 'text', meaning: 'Extract the records came in.' },
    { name: 'period', type: 'text', meaning: 'Period of the load slot.' },
    {
      name: 'disposition',
      type: 'text',
      meaning: 'counted in the table that the extract feeds, or why not.',
      codes: ATTRITION_DISPOSITIONS,
    },
    { name: 'records', type: 'bigint', meaning: 'Records with that end.', min: 1 },
  ],
  primaryKey: ['extract', 'period', 'disposition'],
  references: [],
  owners: ['DESE', 'DHE', 'NSC', 'DUA'],
});
