import { defineTable } from '../../contract/table-contract.ts';
import { linkVersion } from '../columns.ts';

export const attrition = defineTable({
  table: 'ecids.attrition',
  title: 'What became of the records',
  grain: 'One row an extract, period and disposition. The dispositions of a period add up to its loaded rows.',
  columns: [
    linkVersion,
    { name: 'extract', type: 'text', meaning: 'Extract the records came in.' },
    { name: 'period', type: 'text', meaning: 'Period of the load slot.' },
    {
      name: 'disposition',
      type: 'text',
      meaning: 'counted in the table that the extract feeds, or why not: no_person, other_grade, undated.',
      codes: ['counted', 'no_person', 'other_grade', 'undated'],
    },
    { name: 'records', type: 'bigint', meaning: 'Records with that end.', min: 1 },
  ],
  primaryKey: ['extract', 'period', 'disposition'],
  references: [],
  owners: ['EEC', 'DESE'],
});
