import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, personKey, schoolYear, TERMS, toLearner } from '../columns.ts';

export const earlyCollegeTerm = defineTable({
  table: 'learn_to_earn.early_college_term',
  title: 'Early College by partner and term',
  grain: 'One row a person, partner college and term: a person with two partners has two.',
  columns: [
    linkVersion,
    personKey,
    schoolYear,
    { name: 'term', type: 'text', meaning: 'Winter, spring, summer or fall.', codes: TERMS },
    { name: 'unitid', type: 'text', meaning: 'IPEDS UnitID of the partner college.' },
    flag('has_courses', 'Credits come from course records; otherwise from the term totals.'),
    { name: 'courses', type: 'integer', meaning: 'Early College courses taken.', min: 0, max: 40 },
    {
      name: 'credits_attempted',
      type: 'decimal',
      precision: 6,
      scale: 2,
      meaning: 'Credits attempted in Early College courses.',
      min: 0,
      max: 60,
    },
    {
      name: 'credits_earned',
      type: 'decimal',
      precision: 6,
      scale: 2,
      meaning: 'Credits of those courses that were passed.',
      min: 0,
      max: 60,
    },
  ],
  primaryKey: ['person_key', 'school_year', 'term', 'unitid'],
  references: [toLearner],
  owners: ['DHE'],
});
