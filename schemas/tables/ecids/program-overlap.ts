import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, personKey, toChild } from '../columns.ts';
import { ECIDS_PROGRAMS } from './participation.ts';

export const programOverlap = defineTable({
  table: 'ecids.program_overlap',
  title: 'Overlap of programs',
  grain: 'One row a child and pair of programs, in alphabetical order, that the child took part in, at once or not.',
  columns: [
    linkVersion,
    personKey,
    { name: 'program_a', type: 'text', meaning: 'First program of the pair.', codes: ECIDS_PROGRAMS },
    { name: 'program_b', type: 'text', meaning: 'Second program of the pair.', codes: ECIDS_PROGRAMS },
    flag('concurrent', 'In both on at least one day.'),
    { name: 'overlap_days', type: 'integer', meaning: 'Days in both programs at once.', min: 0, max: 7000 },
  ],
  primaryKey: ['person_key', 'program_a', 'program_b'],
  references: [toChild],
  owners: ['EEC'],
});
