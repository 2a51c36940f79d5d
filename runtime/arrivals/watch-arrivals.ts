import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordTick } from '../../control/sensors.ts';
import { ARRIVALS_SENSOR, type ArrivalsOptions, arrivalsSensor } from './tick-arrivals.ts';

/** Milliseconds between two looks. */
const EVERY = 5_000;
/** Milliseconds for which a delivery has to stay as it is. */
export const SETTLED = 5_000;

const LEAVE_WITHIN = 3_000;

/**
 * Looks through the arrivals folder again and again. A look that fails says so in the tick log, and the next one is taken
 * all the same.
 * @returns ends it, once a look under way is over
 */
export function watchArrivals(options: Omit<ArrivalsOptions, 'settled' | 'now'>): () => Promise<void> {
  const stop = new AbortController();
  const look = arrivalsSensor({ ...options, settled: SETTLED, now: () => new Date() });
  const watching = (async () => {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => tellFailure(options, error));
      await sleep(EVERY, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stop.abort();
    // A store that is gone keeps a look waiting for longer than anybody wants to.
    await Promise.race([watching, sleep(LEAVE_WITHIN, undefined, { ref: false })]);
  };
}

/** A store that does not answer cannot be told, either; the next look may. */
async function tellFailure({ control }: Pick<ArrivalsOptions, 'control'>, error: unknown): Promise<void> {
  const sentence = `The look failed (${error instanceof Error ? error.name : typeof error})`;
  await recordTick(
    control,
    { sensor: ARRIVALS_SENSOR, subject: '', outcome: 'failed', sentence, runId: null },
    new Date(),
  ).catch(() => undefined);
}
