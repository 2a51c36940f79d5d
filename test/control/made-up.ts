import type { NewLoad } from '../../control/loads.ts';
import type { NewRun } from '../../control/runs.ts';

export const at = new Date('2026-09-01T12:00:00.000Z');
export const later = new Date('2026-09-01T12:05:00.250Z');

export function run(runId: string, more: Partial<NewRun> = {}): NewRun {
  return {
    runId,
    kind: 'manual',
    selection: ['ecids.child'],
    actor: 'ada',
    reason: 'nightly',
    codeVersion: 'c1',
    settingsHash: 's1',
    at,
    ...more,
  };
}

export function load(loadId: number, more: Partial<NewLoad> = {}): NewLoad {
  return {
    loadId,
    extract: 'dese.sims',
    submitter: '00350000',
    period: '2024-10',
    contentHash: `hash-${loadId}`,
    contractVersion: 1,
    tokenKeyId: 'k1',
    state: 'current',
    rowsRead: 10,
    rowsLoaded: 8,
    rowsQuarantined: 2,
    reasons: { bad_date: 2 },
    sourceName: 'sims.txt',
    actor: 'ada',
    runId: 'r-load',
    at,
    ...more,
  };
}
