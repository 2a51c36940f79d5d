import { defineTable } from '../../contract/table-contract.ts';
import { flag, gender, linkVersion, personKey, raceGroup } from '../columns.ts';

export const child = defineTable({
  table: 'ecids.child',
  title: 'Children',
  grain: 'One row a child in an early-childhood program, or in public school between preschool and grade 3.',
  columns: [
    linkVersion,
    personKey,
    gender,
    raceGroup,
    flag('in_early_childhood', 'Has a record in the early-childhood file.'),
    flag('in_public_school', 'Has a SIMS record in preschool to grade 3.'),
    {
      name: 'home_language',
      type: 'text',
      meaning: 'Home language in the latest early-childhood record.',
      nullable: true,
      ceds: 'Language',
    },
    {
      name: 'town_code',
      type: 'text',
      meaning: 'Town of residence in the latest early-childhood record.',
      nullable: true,
      identifying: 'quasi',
    },
    flag('disability', 'Disability in the latest early-childhood record.', true),
    {
      name: 'kindergarten_year',
      type: 'integer',
      meaning: 'First school year in kindergarten, part day, full day or transition; empty for those not seen there.',
      nullable: true,
      min: 1990,
      max: 2100,
    },
    { name: 'kindergarten_school_code', type: 'text', meaning: 'School attributed for that year.', nullable: true },
    { name: 'kindergarten_district_code', type: 'text', meaning: 'District of that school.', nullable: true },
    flag('kindergarten_low_income', 'Low income in the kindergarten year.', true),
    flag('kindergarten_english_learner', 'English learner in the kindergarten year.', true),
    flag('kindergarten_swd', 'Active special-education placement in the kindergarten year.', true),
  ],
  primaryKey: ['person_key'],
  references: [],
  owners: ['EEC', 'DESE'],
});
