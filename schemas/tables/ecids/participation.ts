import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, personKey, toChild } from '../columns.ts';

/** The six programs of the Early Childhood Integrated Data System. The list itself is assumed. */
export const ECIDS_PROGRAMS = Object.freeze(['CCFA', 'CFCE', 'EI', 'HV', 'PPK', 'WIC'] as const);

export const participation = defineTable({
  table: 'ecids.participation',
  title: 'Program participation',
  grain: 'One row a child, program and unbroken spell; records that touch or overlap are one spell.',
  columns: [
    linkVersion,
    personKey,
    { name: 'program', type: 'text', meaning: 'The program.', codes: ECIDS_PROGRAMS },
    { name: 'start_date', type: 'date', meaning: 'First day of the spell.' },
    {
      name: 'end_date',
      type: 'date',
      meaning: 'Last day of the spell; the end of the reported school year where the record is open.',
    },
    flag('open_ended', 'The last record of the spell states no end.'),
    { name: 'days', type: 'integer', meaning: 'Days from the first to the last, both counted.', min: 1, max: 7000 },
    { name: 'providers', type: 'integer', meaning: 'Different providers in the spell.', min: 0, max: 200 },
    {
      name: 'hours_per_week',
      type: 'decimal',
      precision: 6,
      scale: 2,
      meaning: 'Most hours a week of any record of the spell.',
      nullable: true,
      min: 0,
      max: 168,
    },
    {
      name: 'concurrent_programs',
      type: 'integer',
      meaning: 'Other programs the child was in on at least one day of the spell.',
      min: 0,
      max: 5,
    },
    { name: 'records', type: 'integer', meaning: 'Participation records merged into the spell.', min: 1 },
  ],
  primaryKey: ['person_key', 'program', 'start_date'],
  references: [toChild],
  owners: ['EEC'],
});
