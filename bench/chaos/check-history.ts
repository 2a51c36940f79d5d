import { examineStoredLog } from '../../control/audit/checkpoint-store.ts';
import type { Control } from '../../control/connect.ts';
import { deliveredFiles } from '../../control/delivered-files.ts';
import { materializationsOfRun } from '../../control/materializations.ts';
import { listReleases } from '../../control/releases.ts';
import { stepsOf } from '../../control/steps.ts';
import { MAX_CONCURRENT_STEPS } from '../../temporal.config.ts';
import { runsOf } from './full-run.ts';

export interface ExpectedHistory {
  /** Assets that a full run makes. */
  readonly assets: number;
  readonly files: number;
  /** Whether the first run must have come to its end: a lost process costs what was under way, not the run. */
  readonly oneRun: boolean;
}

/** What is wrong with the record of a hub whose full run has come to its end. */
export async function checkHistory(control: Control, expected: ExpectedHistory): Promise<string[]> {
  return [
    ...(await checkRuns(control, expected)),
    ...(await checkReleases(control)),
    ...(await checkAudit(control, expected)),
    ...((await control('partition_lock').first()) === undefined ? [] : ['Partitions are still held']),
  ];
}

async function checkRuns(control: Control, expected: ExpectedHistory): Promise<string[]> {
  const faults: string[] = [];
  const runs = await runsOf(control);
  for (const { runId, state } of runs)
    if (state === 'running' || state === 'queued') faults.push(`${runId} is ${state}`);
  const last = runs.filter(({ kind }) => kind === 'manual').at(-1);
  if (last === undefined) return ['There is no run on record'];
  if (expected.oneRun && runs.length !== 2)
    faults.push(`${runs.length} runs are on record, not the run and its release`);
  for (const { runId } of runs) {
    const steps = await stepsOf(control, runId);
    const open = steps.filter(({ state }) => state === 'running').map(({ assetKey }) => assetKey);
    if (open.length > 0) faults.push(`Attempts of ${runId} are on record as under way: ${open.join(', ')}`);
  }
  const steps = await stepsOf(control, last.runId);
  const made = new Set(steps.filter(({ state }) => state === 'succeeded').map(({ assetKey }) => assetKey));
  if (made.size !== expected.assets) faults.push(`${made.size} of ${expected.assets} assets are on record as made`);
  const again = new Set(steps.filter(({ attempt }) => attempt > 1).map(({ assetKey }) => assetKey));
  if (expected.oneRun && again.size > MAX_CONCURRENT_STEPS) faults.push(`${again.size} assets were begun anew`);
  const materialized = await materializationsOfRun(control, last.runId);
  if (materialized.length !== expected.assets) faults.push(`${materialized.length} materializations are on record`);
  const settled = await deliveredFiles(control, last.runId);
  const taken = settled.filter(({ outcome }) => outcome === 'loaded' || outcome === 'unchanged');
  if (taken.length !== expected.files)
    faults.push(`${taken.length} of ${expected.files} files are on record as taken in`);
  return faults;
}

async function checkReleases(control: Control): Promise<string[]> {
  const states = (await listReleases(control)).map(({ state }) => state);
  const published = states.filter((state) => state === 'published').length;
  const faults = published === 1 ? [] : [`${published} releases are published`];
  const left = states.filter((state) => state === 'staged' || state === 'approved' || state === 'superseded');
  return left.length === 0 ? faults : [...faults, `Beside the release there are others: ${left.join(', ')}`];
}

async function checkAudit(control: Control, { oneRun }: ExpectedHistory): Promise<string[]> {
  const faults = (await examineStoredLog(control)).problems.map((problem) => `Audit log: ${problem}`);
  const entries = (await control('audit_log').select('action').orderBy('seq')) as { action: string }[];
  for (const action of ['link_version.promote', 'release.stage', 'release.approve']) {
    const count = entries.filter((entry) => entry.action === action).length;
    // Each run that links promotes what it has linked.
    const fits = count === 1 || (!oneRun && count > 1 && action === 'link_version.promote');
    if (!fits) faults.push(`${action} is ${count} times in the audit log`);
  }
  return faults;
}
