import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { ConflictError, UsageError } from '../schemas/errors.ts';
import type { Action } from '../schemas/run.ts';
import { type ScheduledRun, type ScheduleSpec, scheduledRunSchema } from '../schemas/schedule.ts';
import { RUN_WORKFLOW_PREFIX, TASK_QUEUE } from '../temporal.config.ts';

/** A schedule as it stands. Times are ISO 8601 in UTC. */
export interface ScheduleView {
  readonly scheduleId: string;
  readonly description: string;
  readonly paused: boolean;
  /** Who paused or resumed it last, and why. */
  readonly note: string;
  readonly cron: readonly string[];
  readonly timeZone: string;
  readonly overlap: string;
  readonly catchUpHours: number;
  readonly run: ScheduledRun;
  readonly next: readonly string[];
  /** The last runs it began. */
  readonly recent: readonly { readonly runId: string; readonly due: string; readonly begun: string }[];
  readonly missed: number;
  readonly skipped: number;
}

/** Temporal's schedules of the hub. */
export interface HubSchedules {
  /** Makes those that are not there yet, paused. @returns their ids */
  ensure(specs: readonly ScheduleSpec[]): Promise<readonly string[]>;
  /** @throws ConflictError when there is one of that id; UsageError when its times cannot be read */
  create(spec: ScheduleSpec, paused: boolean, note: string): Promise<void>;
  list(): Promise<readonly ScheduleView[]>;
  /** @throws UsageError when there is none of that id; all that follow do, too */
  show(scheduleId: string): Promise<ScheduleView>;
  pause(scheduleId: string, action: Action): Promise<void>;
  resume(scheduleId: string, action: Action): Promise<void>;
  /** Begins a run now, whether or not it is paused. @returns the run's id */
  trigger(scheduleId: string): Promise<string>;
  delete(scheduleId: string): Promise<void>;
}

const OVERLAP: Readonly<Record<ScheduleSpec['overlap'], ScheduleOverlapPolicy>> = {
  skip: ScheduleOverlapPolicy.SKIP,
  'buffer-one': ScheduleOverlapPolicy.BUFFER_ONE,
  'buffer-all': ScheduleOverlapPolicy.BUFFER_ALL,
  'cancel-other': ScheduleOverlapPolicy.CANCEL_OTHER,
  'allow-all': ScheduleOverlapPolicy.ALLOW_ALL,
};

const HOUR_MILLISECONDS = 3_600_000;
const SHOWN_TIMES = 5;
const TRIGGERED_WITHIN = 10_000;

/** @param call runs a call that ends with the client */
export function hubSchedules(client: Client, call: <T>(work: () => Promise<T>) => Promise<T>): HubSchedules {
  const of = (scheduleId: string) => client.schedule.getHandle(scheduleId);
  const existing = <T>(scheduleId: string, work: () => Promise<T>): Promise<T> =>
    call(work).catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
      throw new UsageError(`There is no schedule ${scheduleId}`, { hint: 'hub schedules list shows those there are.' });
    });
  const show = async (scheduleId: string) => viewOf(await existing(scheduleId, () => of(scheduleId).describe()));
  const create = async (spec: ScheduleSpec, paused: boolean, note: string) => {
    try {
      await call(() => client.schedule.create(optionsOf(spec, paused, note)));
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) {
        throw new ConflictError(`There is a schedule ${spec.scheduleId} already`, {
          hint: 'hub schedules delete takes it away.',
        });
      }
      // The client's word for an argument that the server refuses.
      if (!(error instanceof TypeError)) throw error;
      throw new UsageError(`The times ${spec.cron.join(', ')} cannot be read: ${error.message}`, {
        hint: 'Five fields: minute, hour, day of month, month, day of week, such as "0 6 * * 1-5".',
      });
    }
  };
  return {
    create,
    show,
    async ensure(specs) {
      const made: string[] = [];
      const there = new Set<string>();
      await call(async () => {
        for await (const { scheduleId } of client.schedule.list()) there.add(scheduleId);
      });
      for (const spec of specs.filter(({ scheduleId }) => !there.has(scheduleId))) {
        await create(spec, true, 'Shipped paused').catch((error: unknown) => {
          // Another command was quicker.
          if (!(error instanceof ConflictError)) throw error;
        });
        made.push(spec.scheduleId);
      }
      return made;
    },
    async list() {
      const ids: string[] = [];
      await call(async () => {
        for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
      });
      return await Promise.all(ids.toSorted().map(show));
    },
    pause: (scheduleId, { actor, reason }) => existing(scheduleId, () => of(scheduleId).pause(`${actor}: ${reason}`)),
    resume: (scheduleId, { actor, reason }) =>
      existing(scheduleId, () => of(scheduleId).unpause(`${actor}: ${reason}`)),
    async trigger(scheduleId) {
      const before = new Set((await show(scheduleId)).recent.map(({ runId }) => runId));
      await existing(scheduleId, () => of(scheduleId).trigger());
      for (const deadline = Date.now() + TRIGGERED_WITHIN; Date.now() < deadline; ) {
        const begun = (await show(scheduleId)).recent.find(({ runId }) => !before.has(runId));
        if (begun !== undefined) return begun.runId;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new ConflictError(`Schedule ${scheduleId} began no run`, {
        hint: 'Its last run may be under way, and its policy lets no other begin beside it.',
      });
    },
    delete: (scheduleId) => existing(scheduleId, () => of(scheduleId).delete()),
  };
}

function optionsOf(spec: ScheduleSpec, paused: boolean, note: string) {
  const { scheduleId, description, cron, timeZone, overlap, catchUpHours, run } = spec;
  return {
    scheduleId,
    spec: { cronExpressions: [...cron], timezone: timeZone },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'scheduledRun',
      workflowId: `${RUN_WORKFLOW_PREFIX}schedule.${scheduleId}`,
      taskQueue: TASK_QUEUE,
      args: [run],
    },
    policies: { overlap: OVERLAP[overlap], catchupWindow: catchUpHours * HOUR_MILLISECONDS },
    state: { paused, note },
    // The server takes cron apart, and would give it back as calendars.
    memo: { description, cron, overlap },
  };
}

function viewOf(described: ScheduleDescription): ScheduleView {
  const { scheduleId, memo, state, policies, info, spec, action } = described;
  return {
    scheduleId,
    description: String(memo?.description ?? ''),
    paused: state.paused,
    note: state.note ?? '',
    cron: (memo?.cron ?? []) as readonly string[],
    timeZone: spec.timezone ?? 'UTC',
    overlap: String(memo?.overlap ?? policies.overlap),
    catchUpHours: policies.catchupWindow / HOUR_MILLISECONDS,
    run: scheduledRunSchema.parse(action.args?.[0]),
    next: info.nextActionTimes.slice(0, SHOWN_TIMES).map((time) => time.toISOString()),
    recent: info.recentActions.map(({ action: taken, scheduledAt, takenAt }) => ({
      runId: taken.workflow.workflowId.slice(RUN_WORKFLOW_PREFIX.length),
      due: scheduledAt.toISOString(),
      begun: takenAt.toISOString(),
    })),
    missed: info.numActionsMissedCatchupWindow,
    skipped: info.numActionsSkippedOverlap,
  };
}
