import { defineTable, type TableColumn } from '../../contract/table-contract.ts';
import { linkVersion } from '../columns.ts';

function count(name: string, meaning: string): TableColumn {
  return { name, type: 'bigint', meaning, min: 0 };
}

function dollars(name: string, meaning: string): TableColumn {
  return { name, type: 'decimal', precision: 18, scale: 2, meaning, min: 0 };
}

export const earningsCell = defineTable({
  table: 'public_stage.earnings_cell',
  title: 'Earnings by every breakdown',
  grain: 'One row a breakdown, its value, district, class, earnings year and student group that has anybody in it.',
  columns: [
    linkVersion,
    {
      name: 'breakdown',
      type: 'text',
      meaning: 'Dimension beside the student group.',
      codes: ['group', 'attainment', 'high_school_type', 'major'],
    },
    { name: 'breakdown_value', type: 'text', meaning: 'Its value; ALL is the total.' },
    { name: 'district_code', type: 'text', meaning: 'District; 00000000 is the state.' },
    { name: 'hs_grad_year', type: 'integer', meaning: 'Class.', min: 1990, max: 2100 },
    { name: 'earnings_year', type: 'integer', meaning: 'Calendar year of the wages.', min: 1990, max: 2100 },
    { name: 'stu_grp', type: 'text', meaning: 'Student group.' },
    count('grad_count', 'Graduates of the class.'),
    count('covered_count', 'Of those, whose wages can be seen.'),
    count('employed_count', 'Of those, with wages.'),
    dollars('earnings_sum', 'Their wages of the year.'),
    dollars('top_person_earnings', 'Most wages of one person.'),
    dollars('second_person_earnings', 'Second most wages of one person.'),
    count('employers', 'Employers who paid them, units of one owner counted once.'),
    count('top_employer_persons', 'Persons with the employer that has most of them.'),
    dollars('top_employer_earnings', 'Wages of the employer that paid most.'),
    dollars('second_employer_earnings', 'Wages of the employer that paid second most.'),
  ],
  primaryKey: ['breakdown', 'breakdown_value', 'district_code', 'hs_grad_year', 'earnings_year', 'stu_grp'],
  references: [],
  owners: ['DESE', 'DHE', 'NSC', 'DUA'],
});
