import type { Warehouse } from '../warehouse/warehouse.ts';

/** Compute that was asleep is awake for as long as a run of this worker needs it. */
export interface KeepAwake {
  /** Call when a run begins; again changes nothing. */
  wakeFor(runId: string): Promise<void>;
  /** Call when it has ended. After the last one, compute that this woke goes to sleep again. */
  restAfter(runId: string): Promise<void>;
}

export function keepAwake(warehouse: Warehouse): KeepAwake {
  const runs = new Set<string>();
  let waking: Promise<(() => Promise<void>) | undefined> | undefined;
  return {
    wakeFor: async (runId) => {
      runs.add(runId);
      waking ??= warehouse.wake?.();
      await waking;
    },
    restAfter: async (runId) => {
      runs.delete(runId);
      if (runs.size > 0) return;
      const woken = waking;
      waking = undefined;
      await (await woken)?.();
    },
  };
}
