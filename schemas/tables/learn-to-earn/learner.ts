import { defineTable } from '../../contract/table-contract.ts';
import { flag, gender, linkVersion, personKey, raceGroup } from '../columns.ts';

export const learner = defineTable({
  table: 'learn_to_earn.learner',
  title: 'Learners',
  grain: 'One row a person with at least one K-12 or higher-education record.',
  columns: [
    linkVersion,
    personKey,
    gender,
    raceGroup,
    flag(
      'ever_low_income',
      'Reported as low income in at least one SIMS collection; empty without a SIMS record.',
      true,
    ),
    flag('ever_english_learner', 'Reported as an English learner at least once; empty without a SIMS record.', true),
    flag('ever_swd', 'Had an active special-education placement at least once; empty without a SIMS record.', true),
    flag('in_k12', 'Has a SIMS record.'),
    flag('in_heirs', 'Has a record of a Massachusetts public college.'),
    flag('in_clearinghouse', 'Was asked for at the National Student Clearinghouse, found or not.'),
    {
      name: 'first_school_year',
      type: 'integer',
      meaning: 'First school year with a SIMS record.',
      nullable: true,
      min: 1990,
      max: 2100,
    },
    {
      name: 'last_school_year',
      type: 'integer',
      meaning: 'Last school year with a SIMS record.',
      nullable: true,
      min: 1990,
      max: 2100,
    },
    {
      name: 'wage_coverage',
      type: 'text',
      meaning:
        'What carries the person to wage records: bridge (a college record with a valid SSN), roster (an identity roster with one) or none. With none, employment and earnings are not available, which is not the same as not employed.',
      codes: ['bridge', 'roster', 'none'],
    },
  ],
  primaryKey: ['person_key'],
  references: [],
  owners: ['DESE', 'DHE', 'NSC'],
});
