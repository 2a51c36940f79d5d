import { z } from 'zod';
import { actionSchema } from './run.ts';

/** What happens when a schedule's time comes while its last run is still under way. */
export const OVERLAP_POLICIES = ['skip', 'buffer-one', 'buffer-all', 'cancel-other', 'allow-all'] as const;

/** Input of the workflow that a schedule starts; the run's id comes from the time. */
export const scheduledRunSchema = z.object({
  selection: z.array(z.string().min(1)).min(1),
  partitions: z.string().min(1).max(4000).optional(),
  /** Whether only what is out of date is made. */
  staleOnly: z.boolean(),
  action: actionSchema,
});
export type ScheduledRun = z.infer<typeof scheduledRunSchema>;

export const scheduleSpecSchema = z.object({
  /** Stands in run ids. */
  scheduleId: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and hyphens'),
  description: z.string().min(1).max(500),
  /** Minute, hour, day of month, month, day of week; several are a union. */
  cron: z.array(z.string().regex(/^\S+( \S+){4}$/, 'must have five fields: minute hour day month weekday')).min(1),
  /** IANA name; daylight saving time is the server's business. */
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as America/New_York'),
  overlap: z.enum(OVERLAP_POLICIES),
  /** How late a run may still be begun that was due while nothing ran, in hours. */
  catchUpHours: z.number().positive().max(8_760),
  run: scheduledRunSchema,
});
export type ScheduleSpec = z.infer<typeof scheduleSpecSchema>;

/** Long enough for a weekend's maintenance to be noticed, and short enough that nothing runs for what is over. */
export const DEFAULT_CATCH_UP_HOURS = 24;
export const DEFAULT_TIME_ZONE = 'America/New_York';

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
