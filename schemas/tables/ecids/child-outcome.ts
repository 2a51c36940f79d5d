import type { TableColumn } from '../../contract/table-contract.ts';
import { defineTable, type TableContract } from '../../contract/table-contract.ts';
import { flag, gender, linkVersion, personKey, raceGroup, toChild } from '../columns.ts';
import { ECIDS_PROGRAMS } from './participation.ts';

const dose: readonly TableColumn[] = ECIDS_PROGRAMS.map((program) => ({
  name: `${program.toLowerCase()}_months`,
  type: 'decimal',
  precision: 6,
  scale: 2,
  meaning: `Months in ${program} before kindergarten: days over 30.4375; 0 for none.`,
  min: 0,
  max: 120,
}));

function levels(prefix: string, label: string): readonly TableColumn[] {
  return [
    {
      name: `${prefix}_level`,
      type: 'text',
      meaning: `Benchmark level at the last screening in ${label}.`,
      nullable: true,
    },
    flag(`${prefix}_at_benchmark`, `At or above the benchmark at the last screening in ${label}.`, true),
  ];
}

export const childOutcome: TableContract = defineTable({
  table: 'ecids.child_outcome',
  title: 'From early childhood to third grade',
  grain:
    'One row a child seen in public kindergarten: programs and dose before it, literacy in K to 2, reading in grade 3.',
  columns: [
    linkVersion,
    personKey,
    { name: 'kindergarten_year', type: 'integer', meaning: 'First school year in kindergarten.', min: 1990, max: 2100 },
    { name: 'kindergarten_school_code', type: 'text', meaning: 'School attributed for that year.' },
    { name: 'kindergarten_district_code', type: 'text', meaning: 'District of that school.' },
    gender,
    raceGroup,
    flag('low_income', 'Low income in the kindergarten year.'),
    flag('english_learner', 'English learner in the kindergarten year.'),
    flag('swd', 'Active special-education placement in the kindergarten year.'),
    flag('early_childhood_linked', 'Linked to the early-childhood file. Without it, no program means none found.'),
    {
      name: 'programs_before_kindergarten',
      type: 'integer',
      meaning: 'Different programs the child took part in before kindergarten (1 September).',
      min: 0,
      max: 6,
    },
    {
      name: 'months_before_kindergarten',
      type: 'decimal',
      precision: 6,
      scale: 2,
      meaning: 'Months in at least one program before kindergarten; a day in two programs counts once.',
      min: 0,
      max: 120,
    },
    ...dose,
    {
      name: 'care_hours',
      type: 'integer',
      meaning:
        'Hours of subsidized care or preschool (CCFA, PPK) before kindergarten: weeks times hours a week; empty where hours are not stated.',
      nullable: true,
      min: 0,
      max: 60_000,
    },
    ...levels('kindergarten_entry', 'the beginning-of-year window of kindergarten'),
    ...levels('kindergarten', 'kindergarten'),
    ...levels('grade_1', 'grade 1'),
    ...levels('grade_2', 'grade 2'),
    {
      name: 'grade_3_year',
      type: 'integer',
      meaning: 'First year in the grade 3 test.',
      nullable: true,
      min: 1998,
      max: 2100,
    },
    flag('grade_3_on_time', 'In the grade 3 test three years after kindergarten; empty while not seen there.', true),
    {
      name: 'grade_3_participation',
      type: 'text',
      meaning: 'tested, alternate or not_tested at the first attempt; empty while not seen there.',
      nullable: true,
      codes: ['tested', 'alternate', 'not_tested'],
    },
    {
      name: 'grade_3_score',
      type: 'integer',
      meaning: 'ELA scaled score at the first attempt.',
      nullable: true,
      min: 200,
      max: 560,
    },
    {
      name: 'grade_3_performance',
      type: 'text',
      meaning: 'ELA performance level at the first attempt.',
      nullable: true,
      codes: ['E', 'M', 'PM', 'NM'],
    },
    flag('grade_3_meets', 'Meeting or exceeding expectations at the first attempt; empty unless tested.', true),
  ],
  primaryKey: ['person_key'],
  references: [toChild],
  owners: ['EEC', 'DESE'],
});
