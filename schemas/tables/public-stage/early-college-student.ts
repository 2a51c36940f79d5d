import { defineTable } from '../../contract/table-contract.ts';
import { flag, gender, linkVersion, personKey, raceGroup } from '../columns.ts';

export const earlyCollegeStudent = defineTable({
  table: 'public_stage.early_college_student',
  title: 'Early College students by half-year and partner',
  grain: 'One row an Early College student, school year, half-year and partner college.',
  columns: [
    linkVersion,
    personKey,
    { name: 'sy', type: 'integer', meaning: 'School year, by its ending year.', min: 1990, max: 2100 },
    { name: 'period', type: 'text', meaning: 'Fall, or winter and spring together.', codes: ['Fall', 'Spring'] },
    { name: 'dist_code', type: 'text', meaning: 'District of the school that answers for the year.' },
    { name: 'org_code', type: 'text', meaning: 'School that answers for the year.' },
    { name: 'grade', type: 'text', meaning: 'Grade in that school.', codes: ['09', '10', '11', '12'] },
    { name: 'ceeb_code', type: 'text', meaning: 'CEEB code of the partner college.' },
    raceGroup,
    gender,
    flag('low_income', 'Low income in the year.'),
    flag('english_learner', 'English learner in the year.'),
    flag('swd', 'Active special-education placement in the year.'),
    {
      name: 'credits_attempted',
      type: 'decimal',
      precision: 14,
      scale: 2,
      meaning: 'College credits attempted.',
      min: 0,
    },
    { name: 'credits_earned', type: 'decimal', precision: 14, scale: 2, meaning: 'College credits earned.', min: 0 },
  ],
  primaryKey: ['person_key', 'sy', 'period', 'ceeb_code'],
  references: [],
  owners: ['DESE', 'DHE'],
});
