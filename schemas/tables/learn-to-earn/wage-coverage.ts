import { defineTable } from '../../contract/table-contract.ts';
import { linkVersion, personKey } from '../columns.ts';

export const wageCoverage = defineTable({
  table: 'learn_to_earn.wage_coverage',
  title: 'Bridges to wage records',
  grain: 'One row a person whom an SSN on a college record or an identity roster carries to wage records.',
  columns: [
    linkVersion,
    personKey,
    {
      name: 'wage_coverage',
      type: 'text',
      meaning: 'bridge: a college record with a valid SSN; roster: only an identity roster has one.',
      codes: ['bridge', 'roster'],
    },
  ],
  primaryKey: ['person_key'],
  references: [],
  owners: ['DHE', 'HUB'],
});
