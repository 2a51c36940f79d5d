import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, personKey, schoolYear, toLearner } from '../columns.ts';
import { GRADES } from './k12-enrollment.ts';

export const PROGRAMS = Object.freeze(['early_college', 'innovation_pathways', 'career_technical'] as const);

export const programParticipation = defineTable({
  table: 'learn_to_earn.program_participation',
  title: 'Program participation',
  grain: 'One row a person, school year and program, however many partners, courses or records report it.',
  columns: [
    linkVersion,
    personKey,
    schoolYear,
    { name: 'program', type: 'text', meaning: 'The program.', codes: PROGRAMS },
    {
      name: 'school_code',
      type: 'text',
      meaning: 'School attributed for the year; empty without one.',
      nullable: true,
    },
    { name: 'district_code', type: 'text', meaning: 'District of that school.', nullable: true },
    { name: 'grade', type: 'text', meaning: 'Grade in the attributed school.', nullable: true, codes: GRADES },
    flag('in_sims', 'The student record flags the program.'),
    flag('in_scs', 'A course record of the year is marked as a course of the program.'),
    flag('in_heirs', 'A college reports the person in the program; Early College only.'),
    {
      name: 'sources',
      type: 'text',
      meaning: 'Which sources report it, joined by +; a single one is a disagreement where others could have.',
      codes: ['sims', 'scs', 'heirs', 'sims+scs', 'sims+heirs', 'scs+heirs', 'sims+scs+heirs'],
    },
    {
      name: 'partner_colleges',
      type: 'integer',
      meaning: 'Colleges that report the person in Early College in the year.',
      min: 0,
      max: 20,
    },
    {
      name: 'credits_attempted',
      type: 'decimal',
      precision: 7,
      scale: 2,
      meaning: 'College credits attempted in Early College in the year; empty where no college reports.',
      nullable: true,
      min: 0,
      max: 100,
    },
    {
      name: 'credits_earned',
      type: 'decimal',
      precision: 7,
      scale: 2,
      meaning: 'College credits earned in Early College in the year; empty where no college reports.',
      nullable: true,
      min: 0,
      max: 100,
    },
    {
      name: 'program_cip',
      type: 'text',
      meaning: 'Six-digit Chapter 74 program of a career and technical student; empty for other programs.',
      nullable: true,
    },
  ],
  primaryKey: ['person_key', 'school_year', 'program'],
  references: [toLearner],
  owners: ['DESE', 'DHE'],
});
