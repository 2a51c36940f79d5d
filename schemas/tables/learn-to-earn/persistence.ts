import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, personKey, SECTORS, toLearner } from '../columns.ts';

export const persistence = defineTable({
  table: 'learn_to_earn.persistence',
  title: 'Persistence in college',
  grain:
    'One row a person and fall term enrolled after high school, as an undergraduate, at the college that answers for the term.',
  columns: [
    linkVersion,
    personKey,
    { name: 'fall_year', type: 'integer', meaning: 'Calendar year of the fall.', min: 1990, max: 2100 },
    { name: 'college_key', type: 'text', meaning: 'College that answers for the fall.' },
    { name: 'sector', type: 'text', meaning: 'Its sector.', codes: SECTORS },
    flag('first_fall', "The person's first fall in college after high school."),
    flag('full_time', 'Enrolled full time in the fall; empty where not stated.', true),
    flag('followed', 'Enrollment data reach the next fall. The answers below are empty where they do not.'),
    flag('next_fall_any', 'Enrolled in any college the next fall.', true),
    flag('next_fall_same', 'Enrolled in the same college the next fall: retention.', true),
    flag('second_year_any', 'Enrolled in any college in any term of the next school year.', true),
    flag('credential_before_next_fall', 'Earned a credential between the two falls.', true),
    flag('persisted', 'Enrolled in any college the next fall, or earned a credential before it.', true),
  ],
  primaryKey: ['person_key', 'fall_year'],
  references: [toLearner],
  owners: ['DHE', 'NSC'],
});
