import { defineTable } from '../../contract/table-contract.ts';
import { flag, gender, linkVersion, personKey, raceGroup, toLearner } from '../columns.ts';

export const highSchoolCompletion = defineTable({
  table: 'learn_to_earn.high_school_completion',
  title: 'High-school completion',
  grain: 'One row a person who finished high school, with or without a diploma.',
  columns: [
    linkVersion,
    personKey,
    {
      name: 'hs_grad_year',
      type: 'integer',
      meaning:
        'Class: the school year of completion. A diploma reported in October belongs to the class before (summer graduates).',
      min: 1990,
      max: 2100,
    },
    { name: 'school_code', type: 'text', meaning: 'School that reported the completion.' },
    { name: 'district_code', type: 'text', meaning: 'District of that school.' },
    {
      name: 'status',
      type: 'text',
      meaning:
        'How it ended: diploma (SIMS 04), district program (11), certificate of attainment (10) or maximum age (09).',
      codes: ['graduate', 'district_program', 'certificate_of_attainment', 'maximum_age'],
    },
    flag(
      'competency_determination',
      'Earned the Competency Determination; empty for classes after the requirement ended.',
      true,
    ),
    {
      name: 'plans',
      type: 'text',
      meaning: 'Plans after high school as SIMS codes them.',
      nullable: true,
      codes: ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10'],
    },
    flag('masscore', 'Completed the MassCore program of study.', true),
    {
      name: 'high_school_type',
      type: 'text',
      meaning:
        'Kind of high school: vocational-technical, charter or traditional. A vocational charter counts as vocational.',
      codes: ['vocational', 'charter', 'traditional'],
    },
    flag('early_college', 'Took part in Early College in any year up to completion.'),
    flag('innovation_pathways', 'Took part in an Innovation Pathway in any year up to completion.'),
    flag('career_technical', 'Was in a career and technical program in any year up to completion.'),
    gender,
    raceGroup,
    flag('low_income', 'Low income in any year of grades 9 to 12.'),
    flag('english_learner', 'English learner in any year of grades 9 to 12.'),
    flag('swd', 'Active special-education placement in any year of grades 9 to 12.'),
    {
      name: 'first_grade_9_year',
      type: 'integer',
      meaning: 'First school year in grade 9; empty for those first seen later.',
      nullable: true,
      min: 1990,
      max: 2100,
    },
    {
      name: 'years_to_complete',
      type: 'integer',
      meaning: 'School years from the first in grade 9 to completion, both counted: four is on time.',
      nullable: true,
      min: 1,
      max: 15,
    },
  ],
  primaryKey: ['person_key'],
  references: [toLearner],
  owners: ['DESE'],
});
