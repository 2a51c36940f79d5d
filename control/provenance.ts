import { createHash } from 'node:crypto';
import { listCheckResults } from './check-results.ts';
import type { Control } from './connect.ts';
import { type LinkVersion, listLinkVersions } from './link-versions.ts';
import { type LoadRecord, listLoads } from './loads.ts';
import { type Materialization, materializationHistory } from './materializations.ts';

/** Something that was made on the way to a result. */
export interface MadeStep {
  readonly assetKey: string;
  readonly partition: string;
  readonly runId: string;
  readonly dataVersion: string;
  readonly codeVersion: string;
  readonly rows: number;
  readonly madeAt: string;
  readonly checksPassed: number;
  readonly checksFailed: readonly string[];
  readonly reads: readonly string[];
}

/** A file that counted when something was made from it. */
export interface SourceFile {
  readonly load: LoadRecord;
  /** Whether the version that was recorded then is that of the loads found now. */
  readonly confirmed: boolean;
}

/** Everything that a result was made from, as it was then and not as it is now. */
export interface Provenance {
  readonly made: readonly MadeStep[];
  readonly linkVersions: readonly LinkVersion[];
  readonly files: readonly SourceFile[];
  /** Versions that are on no record, such as those of earlier code. */
  readonly unknown: readonly string[];
}

/** What something was made from, and when. */
export interface Origin {
  /** Data versions by `asset_key`, or `asset_key#partitions`. */
  readonly upstreamVersions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly at: string;
}

const ALL = 1_000_000;

/**
 * Walks from what something was made from to the files behind it, along recorded versions.
 * @param follows whether an asset, read by another, lies on the way; that of the origin is read by `undefined`
 */
export async function provenanceOf(
  control: Control,
  origin: Origin,
  follows: (assetKey: string, reader: string | undefined) => boolean = () => true,
): Promise<Provenance> {
  const made = new Map<number, MadeStep>();
  const links = new Map<number, LinkVersion>();
  const files = new Map<number, SourceFile>();
  const unknown = new Set<string>();
  const versions = await listLinkVersions(control);

  const walk = async ({ upstreamVersions, at }: Origin, reader: string | undefined): Promise<void> => {
    for (const [name, version] of Object.entries(upstreamVersions)) {
      const [assetKey = '', partition] = name.split('#');
      if (!follows(assetKey, reader)) continue;
      if (assetKey.startsWith('load.')) {
        for (const file of await filesRead(control, assetKey, partition, version, at)) {
          const known = files.get(file.load.loadId);
          files.set(file.load.loadId, known?.confirmed === true ? known : file);
        }
        continue;
      }
      const found = await findMade(control, versions, assetKey, version, at);
      if (found === undefined) unknown.add(name);
      else await visit(found);
    }
  };

  const visit = async (materialization: Materialization): Promise<void> => {
    if (made.has(materialization.materializationId)) return;
    const { assetKey, partition, runId } = materialization;
    const checks = (await listCheckResults(control, { runId, assetKey, limit: ALL })).filter(
      (check) => check.partition === partition,
    );
    made.set(materialization.materializationId, {
      assetKey,
      partition,
      runId,
      dataVersion: materialization.dataVersion,
      codeVersion: materialization.codeVersion,
      rows: materialization.rows,
      madeAt: materialization.materializedAt,
      checksPassed: checks.filter(({ passed }) => passed).length,
      checksFailed: checks.filter(({ passed }) => !passed).map(({ check }) => check),
      reads: Object.keys(materialization.upstreamVersions),
    });
    const link = versions.find((version) => version.linkVersion === materialization.metadata.linkVersion);
    if (link !== undefined) links.set(link.linkVersion, link);
    await walk({ ...materialization, at: materialization.materializedAt }, assetKey);
  };

  await walk(origin, undefined);
  return Object.freeze({
    made: [...made.values()],
    linkVersions: [...links.values()],
    files: [...files.values()].toSorted((a, b) => a.load.loadId - b.load.loadId),
    unknown: [...unknown],
  });
}

/** The materialization that a version means: the newest of it before it was read. */
async function findMade(
  control: Control,
  versions: readonly LinkVersion[],
  assetKey: string,
  version: string,
  at: string,
): Promise<Materialization | undefined> {
  const link = /^link-version:(\d+)$/.exec(version)?.[1];
  const runId = versions.find(({ linkVersion }) => String(linkVersion) === link)?.runId;
  const history = await materializationHistory(control, assetKey, { limit: ALL });
  return history.find((one) =>
    link === undefined ? one.dataVersion === version && one.materializedAt <= at : one.runId === runId,
  );
}

/** The loads of an extract that counted at a time, by the slots they were in. */
async function filesRead(
  control: Control,
  assetKey: string,
  period: string | undefined,
  version: string,
  at: string,
): Promise<readonly SourceFile[]> {
  const all = await listLoads(control, { extract: assetKey.slice('load.'.length), limit: ALL });
  const current = all
    .filter((load) => (period === undefined || load.period === period) && load.loadedAt <= at)
    .filter((load) => {
      const end = load.endedAt ?? supersededAt(load, all);
      return end === undefined || end > at;
    });
  const confirmed = versionOfLoads(current) === version;
  return current.map((load) => ({ load, confirmed }));
}

/** Earlier code kept no end of a superseded load: it ended when the next one of its slot came. */
function supersededAt(load: LoadRecord, all: readonly LoadRecord[]): string | undefined {
  if (load.state !== 'superseded') return undefined;
  const later = all.filter(
    (one) => one.submitter === load.submitter && one.period === load.period && one.loadId > load.loadId,
  );
  return later.map(({ loadedAt }) => loadedAt).toSorted()[0];
}

/** As `loadedPeriods` has the database work it out. */
function versionOfLoads(loads: readonly LoadRecord[]): string {
  const texts = loads.toSorted((a, b) => a.loadId - b.loadId).map((load) => `${load.loadId} ${load.rowsLoaded}`);
  return createHash('sha256').update(texts.join(' ')).digest('hex');
}
