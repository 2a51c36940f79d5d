import { relative } from 'node:path';
import type { Control } from '../../control/connect.ts';
import { findRun } from '../../control/runs.ts';
import { recordTick, type SensorTick, sensorPause } from '../../control/sensors.ts';
import type { RunRequest } from '../../schemas/run.ts';
import { deliveryKey } from './delivery-key.ts';
import { type FoundDelivery, findDeliveries } from './find-deliveries.ts';

export const ARRIVALS_SENSOR = 'arrivals';

export interface ArrivalsOptions {
  readonly control: Control;
  /** The data folder, from which runs name manifests. */
  readonly root: string;
  /** Folder to look in. */
  readonly folder: string;
  /** Milliseconds for which nobody may have written to a delivery that has no done-file. */
  readonly settled: number;
  readonly now: () => Date;
  /** Begins a run. @returns false when there was one of that id */
  readonly begin: (request: RunRequest) => Promise<boolean>;
}

/** Looks once. */
export type ArrivalsSensor = () => Promise<readonly SensorTick[]>;

/**
 * Watches a folder for deliveries: a manifest and the files that it names. One is taken in once all of its files are
 * there and a done-file says so or nobody has written to them for a while. What it contains decides the run's id, so that
 * the same is never taken in by two runs, however often it is dropped and whoever looks.
 */
export function arrivalsSensor(options: ArrivalsOptions): ArrivalsSensor {
  const seen = new Map<string, { readonly signature: string; readonly since: number }>();
  const keys = new Map<string, string>();
  const sinceUnchanged = ({ name, signature }: FoundDelivery): number => {
    const before = seen.get(name);
    const now = options.now().getTime();
    if (before?.signature === signature) return now - before.since;
    seen.set(name, { signature, since: now });
    return 0;
  };
  const keyOf = async ({ signature, files }: FoundDelivery): Promise<string> => {
    const key = keys.get(signature) ?? (await deliveryKey(files));
    keys.set(signature, key);
    return key;
  };
  const look = async (): Promise<readonly SensorTick[]> => {
    const pause = await sensorPause(options.control, ARRIVALS_SENSOR);
    if (pause !== undefined) return [tick('', 'paused', `Paused by ${pause.pausedBy}: ${pause.pauseReason}`)];
    const { deliveries, unnamed } = await findDeliveries(options.folder);
    const ticks: SensorTick[] = [];
    for (const delivery of deliveries) {
      ticks.push(waitingTick(delivery, sinceUnchanged(delivery), options) ?? (await take(options, delivery, keyOf)));
    }
    if (unnamed > 0)
      ticks.push(tick('', 'waiting', `${unnamed} files are in no manifest, so nobody knows what they are`));
    if (ticks.length === 0) ticks.push(tick('', 'nothing', 'The folder is empty'));
    return ticks;
  };
  return async () => {
    const ticks = await look();
    for (const each of ticks) await recordTick(options.control, each, options.now());
    return ticks;
  };
}

function waitingTick(delivery: FoundDelivery, unchanged: number, { settled }: ArrivalsOptions): SensorTick | undefined {
  const { name, fault, missing, manifest, done } = delivery;
  // It may be half written.
  if (fault !== undefined) return tick(name, unchanged < settled ? 'waiting' : 'failed', fault);
  if (missing > 0) {
    return tick(name, 'waiting', `${missing} of the ${manifest?.files.length} files that it names are not there yet`);
  }
  if (done || unchanged >= settled) return undefined;
  return tick(
    name,
    'waiting',
    `Its files may still be written: they have to stay the same for ${settled / 1_000} seconds`,
  );
}

async function take(
  { control, root, begin }: ArrivalsOptions,
  delivery: FoundDelivery,
  keyOf: (delivery: FoundDelivery) => Promise<string>,
): Promise<SensorTick> {
  const { name, path, manifest } = delivery;
  const runId = `arrival.${await keyOf(delivery)}`;
  const earlier = await findRun(control, runId);
  if (earlier !== undefined) return skipped(name, runId, earlier.state);
  const extracts = [...new Set((manifest?.files ?? []).map(({ extract }) => extract))].toSorted();
  const begun = await begin({
    ...{ runId, kind: 'arrival', onConflict: 'wait', manifest: relative(root, path) },
    selection: [extracts.map((extract) => `load.${extract}`).join(' or ')],
    action: { actor: `sensor:${ARRIVALS_SENSOR}`, reason: 'A delivery has arrived' },
  });
  if (!begun) return skipped(name, runId, 'under way');
  return tick(name, 'started', `${manifest?.files.length} files of ${extracts.join(', ')} are taken in`, runId);
}

function skipped(name: string, runId: string, state: string): SensorTick {
  const how =
    state === 'failed' || state === 'canceled'
      ? `; it ${state}: hub runs show tells why, and what is dropped changed begins another`
      : '';
  return tick(name, 'skipped', `Run ${runId} is of the same content (${state})${how}`, runId);
}

function tick(
  subject: string,
  outcome: SensorTick['outcome'],
  sentence: string,
  runId: string | null = null,
): SensorTick {
  return { sensor: ARRIVALS_SENSOR, subject, outcome, sentence, runId };
}
