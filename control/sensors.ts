import type { Action } from '../schemas/run.ts';
import type { Control } from './connect.ts';

export type TickOutcome = 'nothing' | 'waiting' | 'skipped' | 'started' | 'paused' | 'failed';

/** What a sensor found about one thing when it looked. */
export interface SensorTick {
  readonly sensor: string;
  /** What it is about, such as the manifest of a delivery; empty: everything. */
  readonly subject: string;
  readonly outcome: TickOutcome;
  /** Why nothing happened, or what did. */
  readonly sentence: string;
  readonly runId: string | null;
}

export interface SensorTickRecord extends SensorTick {
  /** How often it was found so in a row. */
  readonly ticks: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface SensorPause {
  readonly pausedAt: string;
  readonly pausedBy: string;
  readonly pauseReason: string;
}

const TICK = {
  sensor: 'sensor',
  subject: 'subject',
  outcome: 'outcome',
  sentence: 'sentence',
  runId: 'run_id',
  ticks: 'ticks',
  firstAt: 'first_at',
  lastAt: 'last_at',
} as const;

/** Records a tick. One that found the same as the one before is counted with it, so that waiting fills no table. */
export async function recordTick(control: Control, tick: SensorTick, at: Date): Promise<void> {
  const { sensor, subject, outcome, sentence, runId } = tick;
  const latest = control('sensor_tick').where({ sensor, subject }).max('tick_id');
  const repeated = await control('sensor_tick')
    .where('tick_id', latest)
    .where({ outcome, sentence })
    .whereRaw('run_id IS NOT DISTINCT FROM ?', [runId])
    .update({ last_at: at, ticks: control.raw('ticks + 1') });
  if (repeated > 0) return;
  await control('sensor_tick').insert({ sensor, subject, outcome, sentence, run_id: runId, first_at: at, last_at: at });
}

/** Ticks, the latest first. */
export async function listTicks(control: Control, sensor: string, limit: number): Promise<SensorTickRecord[]> {
  return (await control('sensor_tick')
    .select(TICK)
    .where({ sensor })
    .orderBy([
      { column: 'last_at', order: 'desc' },
      { column: 'tick_id', order: 'desc' },
    ])
    .limit(limit)) as SensorTickRecord[];
}

/** Who paused a sensor, when and why; undefined when it looks. */
export async function sensorPause(control: Control, sensor: string): Promise<SensorPause | undefined> {
  return (await control('sensor')
    .select({ pausedAt: 'paused_at', pausedBy: 'paused_by', pauseReason: 'pause_reason' })
    .where({ sensor })
    .whereNotNull('paused_at')
    .first()) as SensorPause | undefined;
}

/** Pauses a sensor, or lets it look again. */
export async function pauseSensor(
  control: Control,
  sensor: string,
  paused: (Action & { readonly at: Date }) | undefined,
): Promise<void> {
  await control('sensor')
    .insert({
      sensor,
      paused_at: paused?.at ?? null,
      paused_by: paused?.actor ?? null,
      pause_reason: paused?.reason ?? null,
    })
    .onConflict('sensor')
    .merge();
}
