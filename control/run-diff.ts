import { type CheckResult, listCheckResults } from './check-results.ts';
import type { Control } from './connect.ts';
import { deliveredFiles } from './delivered-files.ts';
import type { JsonValue } from './json-value.ts';
import { type LinkVersion, listLinkVersions } from './link-versions.ts';
import { type Materialization, materializationsOfRun } from './materializations.ts';
import { type RunRecord, showRun } from './runs.ts';

/** What a run has on record, as far as two runs are compared. */
export interface RunFacts {
  readonly run: RunRecord;
  readonly made: readonly Materialization[];
  readonly checks: readonly CheckResult[];
  readonly files: readonly { readonly slot: string; readonly contentHash: string | null }[];
}

/** A value in the earlier and the later run; null where it was absent. */
export interface Change<T> {
  readonly before: T | null;
  readonly after: T | null;
}

export interface AssetChange {
  readonly assetKey: string;
  readonly partition: string;
  /** Whether one of the runs alone made it. */
  readonly only?: 'before' | 'after';
  /** Present where they differ. */
  readonly rows?: Change<number>;
  readonly code?: Change<string>;
  readonly settings?: Change<string>;
  readonly schema?: Change<string>;
  /** Data versions of what it read, by key. */
  readonly inputs?: Readonly<Record<string, Change<string>>>;
  /** Small facts of the step, such as counts of clusters. */
  readonly facts?: Readonly<Record<string, Change<string | number | boolean>>>;
}

export interface CheckChange {
  readonly assetKey: string;
  readonly partition: string;
  readonly check: string;
  readonly failed: Change<number>;
}

/** How two runs differ; what is equal is left out. */
export interface RunDiff {
  readonly before: string;
  readonly after: string;
  readonly code?: Change<string>;
  readonly settings?: Change<string>;
  readonly selection?: Change<string>;
  /** Content hashes by slot: extract, submitter, period. */
  readonly files: Readonly<Record<string, Change<string>>>;
  readonly assets: readonly AssetChange[];
  readonly checks: readonly CheckChange[];
  /** Things that both made and that are equal in all that is compared. */
  readonly equalAssets: number;
}

const ALL = 1_000_000;
/** The asset that link versions are. */
const LINKS = 'linkage.version';

/** @throws UsageError when there is no such run */
export async function runFacts(control: Control, runId: string): Promise<RunFacts> {
  const run = await showRun(control, runId);
  const files = await deliveredFiles(control, runId);
  const links = (await listLinkVersions(control)).filter((link) => link.runId === runId);
  const made = await materializationsOfRun(control, runId);
  return {
    run,
    made: made.map((one) => withChurn(one, links)),
    checks: await listCheckResults(control, { runId, limit: ALL }),
    files: files.map(({ extract, submitter, period, contentHash }) => ({
      slot: `${extract} ${submitter} ${period}`,
      contentHash,
    })),
  };
}

/** With how many people a link version merged, split, gained and lost, which its own record keeps. */
function withChurn(made: Materialization, links: readonly LinkVersion[]): Materialization {
  const link = links.find(({ linkVersion }) => made.assetKey === LINKS && linkVersion === made.metadata.linkVersion);
  const events = link?.counts.events;
  if (typeof events !== 'object' || events === null) return made;
  const churn = Object.entries(events).map(([name, count]) => [`people ${name}`, count as JsonValue]);
  return { ...made, metadata: { ...made.metadata, ...Object.fromEntries(churn) } };
}

/** Compares what two runs have on record. */
export function diffRuns(before: RunFacts, after: RunFacts): RunDiff {
  const made = pairs(before.made, after.made, keyOf);
  const inBoth = new Set(made.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [keyOf(a)])));
  // Of what one run alone made there is nothing to compare.
  const ofBoth = (check: CheckResult) => inBoth.has(keyOf(check));
  const assets = made.map(([a, b]) => assetChange(a, b));
  return {
    before: before.run.runId,
    after: after.run.runId,
    ...changed('code', before.run.codeVersion, after.run.codeVersion),
    ...changed('settings', before.run.settingsHash, after.run.settingsHash),
    ...changed('selection', before.run.selection.join(' '), after.run.selection.join(' ')),
    files: differingMembers(bySlot(before.files), bySlot(after.files)),
    assets: assets.filter((change) => Object.keys(change).length > 2),
    checks: pairs(
      before.checks.filter(ofBoth),
      after.checks.filter(ofBoth),
      (one) => `${keyOf(one)}\0${one.check}`,
    ).flatMap(([a, b]) => checkChange(a, b)),
    equalAssets: assets.filter((change) => Object.keys(change).length === 2).length,
  };
}

function keyOf({ assetKey, partition }: { readonly assetKey: string; readonly partition: string }): string {
  return `${assetKey}\0${partition}`;
}

function assetChange(a: Materialization | undefined, b: Materialization | undefined): AssetChange {
  const { assetKey, partition } = (a ?? b) as Materialization;
  if (a === undefined) return { assetKey, partition, only: 'after', rows: { before: null, after: b?.rows ?? null } };
  if (b === undefined) return { assetKey, partition, only: 'before', rows: { before: a.rows, after: null } };
  const inputs = differingMembers(a.upstreamVersions, b.upstreamVersions);
  const facts = differingMembers(smallFacts(a), smallFacts(b));
  return {
    assetKey,
    partition,
    ...changed('rows', a.rows, b.rows),
    ...changed('code', a.codeFingerprint, b.codeFingerprint),
    ...changed('settings', a.settingsFingerprint, b.settingsFingerprint),
    ...changed('schema', a.schemaHash, b.schemaHash),
    ...(Object.keys(inputs).length === 0 ? {} : { inputs }),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  };
}

/** What a warehouse bills differs from run to run and says nothing of what was made. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set([
  'statements',
  'warehouseSeconds',
  'estimatedCredits',
  'rowsBefore',
]);

function smallFacts({ metadata }: Materialization): Record<string, string | number | boolean> {
  const facts: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(metadata)) {
    const small = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (small && !OF_THE_MOMENT.has(name)) facts[name] = value;
  }
  return facts;
}

function checkChange(a: CheckResult | undefined, b: CheckResult | undefined): CheckChange[] {
  const { assetKey, partition, check } = (a ?? b) as CheckResult;
  const failed = { before: failures(a), after: failures(b) };
  return failed.before === failed.after ? [] : [{ assetKey, partition, check, failed }];
}

function failures(result: CheckResult | undefined): number | null {
  return result === undefined ? null : Number(result.details.failed ?? (result.passed ? 0 : 1));
}

function bySlot(files: RunFacts['files']): Record<string, string> {
  return Object.fromEntries(files.map(({ slot, contentHash }) => [slot, contentHash ?? '']));
}

function changed<K extends string, T>(name: K, before: T | null, after: T | null): { readonly [key in K]?: Change<T> } {
  return before === after ? {} : ({ [name]: { before, after } } as { readonly [key in K]: Change<T> });
}

function differingMembers<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): Record<string, Change<T>> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return Object.fromEntries(
    names
      .filter((name) => before[name] !== after[name])
      .map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }]),
  );
}

function pairs<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): (readonly [T | undefined, T | undefined])[] {
  const first = new Map(before.map((item) => [keyOf(item), item]));
  const second = new Map(after.map((item) => [keyOf(item), item]));
  const keys = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  return keys.map((key) => [first.get(key), second.get(key)] as const);
}
