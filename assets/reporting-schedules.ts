import { DEFAULT_CATCH_UP_HOURS, DEFAULT_TIME_ZONE, type ScheduleSpec } from '../schemas/schedule.ts';

const SIX_IN_THE_MORNING = '0 6';

function reporting(scheduleId: string, agency: string, dates: readonly string[], description: string): ScheduleSpec {
  return {
    scheduleId,
    description,
    cron: dates.map((date) => `${SIX_IN_THE_MORNING} ${date} *`),
    timeZone: DEFAULT_TIME_ZONE,
    overlap: 'buffer-one',
    catchUpHours: DEFAULT_CATCH_UP_HOURS,
    run: {
      selection: [`agency:${agency} and not kind:load and not kind:release`],
      staleOnly: true,
      action: { actor: `schedule:${scheduleId}`, reason: description },
    },
  };
}

/**
 * The agencies' reporting calendar: after each deadline, what has come in is worked through. They are shipped paused. Only
 * DESE's and DUA's dates are published; the others are assumed, and say so.
 */
export const reportingSchedules: readonly ScheduleSpec[] = Object.freeze([
  reporting(
    'dese-certified',
    'dese',
    ['26 10', '29 3', '12 7'],
    'The day after districts certify the October, March and end-of-year collections',
  ),
  reporting(
    'dese-recertified',
    'dese',
    ['2 11', '5 4', '19 7'],
    'The day after districts certify again, when duplicates are settled',
  ),
  reporting(
    'dua-wages',
    'dua',
    ['1 2', '1 5', '1 8', '1 11'],
    'The day after wage reports of a quarter are due: 31 January, 30 April, 31 July, 31 October',
  ),
  reporting('dhe-terms', 'dhe', ['15 2', '15 7', '15 10'], 'After college terms are reported; dates assumed'),
  reporting('nsc-detail', 'nsc', ['15 4', '15 11'], 'After the Clearinghouse answers twice a year; dates assumed'),
  reporting('eec-monthly', 'eec', ['10 *'], 'Once a month, after EEC sends the month before; date assumed'),
  {
    scheduleId: 'nightly',
    description: 'Every night, whatever is out of date up to the protected public tables',
    cron: ['0 2 * * *'],
    timeZone: DEFAULT_TIME_ZONE,
    overlap: 'skip',
    catchUpHours: DEFAULT_CATCH_UP_HOURS,
    run: {
      selection: ['* and not kind:load and not kind:release'],
      staleOnly: true,
      action: { actor: 'schedule:nightly', reason: 'Every night, whatever is out of date' },
    },
  },
]);
