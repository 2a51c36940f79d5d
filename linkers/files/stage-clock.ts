/** Wall time of named stages, in seconds, in the order they first ran. */
export interface StageClock {
  measure<T>(stage: string, work: () => Promise<T>): Promise<T>;
  seconds(): Readonly<Record<string, number>>;
}

export function stageClock(now: () => number = () => performance.now()): StageClock {
  const spent = new Map<string, number>();
  return {
    measure: async (stage, work) => {
      const began = now();
      try {
        return await work();
      } finally {
        spent.set(stage, (spent.get(stage) ?? 0) + (now() - began));
      }
    },
    seconds: () =>
      Object.fromEntries([...spent].map(([stage, milliseconds]) => [stage, Math.round(milliseconds) / 1000])),
  };
}
