import { defineTable } from '../../contract/table-contract.ts';
import { linkVersion } from '../columns.ts';

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
      meaning:
        'counted in the table that the extract feeds, or why not: no_person, not_enrolled, not_found, no_term, not_credit, superseded, retracted, zero_wages, not_a_learner, undated.',
    },
    { name: 'records', type: 'bigint', meaning: 'Records with that end.', min: 1 },
  ],
  primaryKey: ['extract', 'period', 'disposition'],
  references: [],
  owners: ['DESE', 'DHE', 'NSC', 'DUA'],
});
