import { defineTable } from '../../contract/table-contract.ts';
import { flag, gender, linkVersion, personKey, raceGroup, toChild } from '../columns.ts';

export const thirdGradeReading = defineTable({
  table: 'ecids.third_grade_reading',
  title: 'Third-grade reading',
  grain: 'One row a child and year in the grade 3 MCAS; a child who repeats grade 3 has two.',
  columns: [
    linkVersion,
    personKey,
    { name: 'school_year', type: 'integer', meaning: 'Year of the administration.', min: 1998, max: 2100 },
    { name: 'school_code', type: 'text', meaning: 'School responsible in spring.', nullable: true },
    { name: 'district_code', type: 'text', meaning: 'District responsible in spring.', nullable: true },
    flag('first_attempt', "The child's first year in the grade 3 test."),
    {
      name: 'participation',
      type: 'text',
      meaning: 'tested in the standard ELA test, alternate assessment, or not tested.',
      codes: ['tested', 'alternate', 'not_tested'],
    },
    {
      name: 'scaled_score',
      type: 'integer',
      meaning:
        'ELA scaled score; empty unless tested. Cuts are 470, 500 and 530 since 2017; earlier tests ran 200 to 280.',
      nullable: true,
      min: 200,
      max: 560,
    },
    {
      name: 'performance',
      type: 'text',
      meaning: 'Exceeding, meeting, partially meeting or not meeting expectations; empty unless tested.',
      nullable: true,
      codes: ['E', 'M', 'PM', 'NM'],
    },
    flag('meets_expectations', 'Meeting or exceeding expectations; empty unless tested.', true),
    gender,
    raceGroup,
    flag('low_income', 'Low income in the test file.', true),
    flag('english_learner', 'English learner in the test file.', true),
    flag('swd', 'Had an individualized education program in the test file.', true),
    { name: 'records', type: 'integer', meaning: 'Test records merged into the row.', min: 1 },
  ],
  primaryKey: ['person_key', 'school_year'],
  references: [toChild],
  owners: ['DESE'],
});
