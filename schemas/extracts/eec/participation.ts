import { EARLY_CHILDHOOD_FUNDING, EARLY_CHILDHOOD_PROGRAM } from '../../codes/early-childhood.ts';
import { defineColumns } from '../../contract/column.ts';
import { defineExtract } from '../../contract/extract-contract.ts';
import { codes, date, decimal, text } from '../formats.ts';
import { EEC_ID } from './child.ts';

/** One row a child, program, provider and spell. The layout is assumed throughout. */
const columns = defineColumns({
  child_id: {
    meaning: "EEC's id of the child.",
    element: 'CHILD_ID',
    format: text(15, EEC_ID),
    identifying: 'direct',
    ceds: 'ChildIdentifier',
    assumed: true,
  },
  program: {
    meaning: 'Program the child takes part in.',
    element: 'PROGRAM',
    ...codes(EARLY_CHILDHOOD_PROGRAM),
    identifying: 'none',
    assumed: true,
  },
  provider_number: {
    meaning: 'Provider; blank for programs without a place.',
    element: 'PROVIDER_NUMBER',
    format: text(12, 'P-[0-9]+'),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  start_date: {
    meaning: 'First day of the spell.',
    element: 'START_DATE',
    format: date('yyyy-MM-dd', '1995-01-01', '2040-12-31'),
    identifying: 'quasi',
    ceds: 'ProgramParticipationStartDate',
    assumed: true,
  },
  end_date: {
    meaning: 'Last day of the spell; blank while it runs.',
    element: 'END_DATE',
    format: date('yyyy-MM-dd', '1995-01-01', '2040-12-31'),
    identifying: 'quasi',
    blankAllowed: true,
    ceds: 'ProgramParticipationExitDate',
    assumed: true,
  },
  hours_per_week: {
    meaning: 'Hours of care or service in a week.',
    element: 'HOURS_PER_WEEK',
    format: decimal(4, 1, 0, 168),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
  funding: {
    meaning: 'How the place is paid for.',
    element: 'FUNDING',
    ...codes(EARLY_CHILDHOOD_FUNDING),
    identifying: 'none',
    blankAllowed: true,
    assumed: true,
  },
});

export const participationExtract = defineExtract({
  key: 'eec.participation',
  agency: 'EEC',
  title: 'Participation in early childhood programs',
  version: 1,
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
  period: 'school-year',
  coverage: 'snapshot',
  submitter: 'agency',
  columns,
  rowKey: ['child_id', 'program', 'provider_number', 'start_date'],
  rules: [
    {
      code: 'EEC-DATES',
      message: 'The spell ends before it starts.',
      require: { op: 'le', left: { column: 'start_date' }, right: { column: 'end_date' } },
    },
  ],
  maxLineBytes: 1_000,
  quarantineThreshold: 0.05,
  rowCountTolerance: 0.3,
});
