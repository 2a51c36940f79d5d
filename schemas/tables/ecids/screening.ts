import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, personKey, schoolYear, toChild } from '../columns.ts';

export const BENCHMARK_PERIODS = Object.freeze(['BOY', 'MOY', 'EOY'] as const);

export const screening = defineTable({
  table: 'ecids.screening',
  title: 'Literacy screening',
  grain: 'One row a child, school year, assessment and benchmark period: the latest administration.',
  columns: [
    linkVersion,
    personKey,
    schoolYear,
    { name: 'assessment_name', type: 'text', meaning: 'Screening tool.' },
    {
      name: 'benchmark_period',
      type: 'text',
      meaning: 'Beginning, middle or end of the year.',
      codes: BENCHMARK_PERIODS,
    },
    { name: 'grade', type: 'text', meaning: 'Grade when screened: K, 1, 2 or 3.', codes: ['K', '1', '2', '3'] },
    { name: 'school_code', type: 'text', meaning: 'School that screened.', nullable: true },
    { name: 'assessment_date', type: 'date', meaning: 'Day of the screening.', nullable: true },
    {
      name: 'composite_score',
      type: 'decimal',
      precision: 8,
      scale: 2,
      meaning: 'Composite score on the scale of the tool.',
      nullable: true,
    },
    { name: 'composite_level', type: 'text', meaning: 'Benchmark level as the tool names it.', nullable: true },
    flag('at_or_above_benchmark', 'The level is at or above the benchmark.', true),
    { name: 'records', type: 'integer', meaning: 'Screening records merged into the row.', min: 1 },
  ],
  primaryKey: ['person_key', 'school_year', 'assessment_name', 'benchmark_period'],
  references: [toChild],
  owners: ['DESE'],
});
