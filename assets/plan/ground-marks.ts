import { createHash } from 'node:crypto';
import type { AssetGraph } from '../asset-graph.ts';
import type { Segments } from '../partitions/segments.ts';
import type { AssetGround, Ground } from './ground.ts';

/** What a plan remembers of the ground under one asset that it makes. */
export interface GroundMark {
  readonly code: string;
  readonly settings: string;
  /** Which makings of it are in force. */
  readonly made: string;
  /** The versions in force of what it reads, by key. */
  readonly upstream: Readonly<Record<string, string>>;
}

/** By key of the asset. */
export type GroundMarks = Readonly<Record<string, GroundMark>>;

/** Marks the ground under some assets. Two that are equal let the same plan come out for the same reasons. */
export function groundMarks(graph: AssetGraph, ground: Ground, keys: readonly string[]): GroundMarks {
  const versions = new Map<string, string>();
  const versionOf = (key: string) => {
    const known = versions.get(key) ?? digest(ground.get(key)?.versions ?? [], String);
    versions.set(key, known);
    return known;
  };
  return Object.fromEntries(
    keys.toSorted().map((key) => {
      const own = ground.get(key);
      const upstream = (graph.assets.get(key)?.upstream ?? []).map((edge) => edge.key).toSorted();
      return [
        key,
        {
          code: own?.fingerprint.code ?? '',
          settings: own?.fingerprint.settings ?? '',
          made: madeMark(own),
          upstream: Object.fromEntries(upstream.map((read) => [read, versionOf(read)])),
        },
      ];
    }),
  );
}

/** One hash of all marks. */
export function groundFingerprint(marks: GroundMarks): string {
  const ordered = Object.keys(marks)
    .toSorted()
    .map((key) => {
      const { code, settings, made, upstream } = marks[key] as GroundMark;
      const read = Object.entries(upstream).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return [key, code, settings, made, read];
    });
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
}

/**
 * What has changed since a plan was made, a sentence each; none when the plan still holds.
 * @param before as the plan remembers it
 */
export function movedGround(before: GroundMarks, now: GroundMarks): readonly string[] {
  const moved = new Set<string>();
  for (const key of Object.keys(before).toSorted()) {
    const then = before[key] as GroundMark;
    const mark = now[key];
    if (mark === undefined) {
      moved.add(`${key} is no asset any more`);
      continue;
    }
    if (then.code !== mark.code) moved.add(`${key} is made by other code`);
    if (then.settings !== mark.settings) moved.add(`${key} is made under other settings`);
    if (then.made !== mark.made) moved.add(`${key} was made meanwhile`);
    for (const read of new Set([...Object.keys(then.upstream), ...Object.keys(mark.upstream)])) {
      if (then.upstream[read] === undefined) moved.add(`${key} reads ${read}, which it did not`);
      else if (mark.upstream[read] === undefined) moved.add(`${key} no longer reads ${read}`);
      // What was made meanwhile says so by its own mark.
      else if (then.upstream[read] !== mark.upstream[read] && before[read]?.made === now[read]?.made) {
        moved.add(`${read} has other data`);
      }
    }
  }
  return [...moved];
}

function madeMark(own: AssetGround | undefined): string {
  return digest(own?.made ?? [], ({ id, at }) => `${id} ${at}`);
}

function digest<V>(segments: Segments<V>, textOf: (value: V) => string): string {
  const hash = createHash('sha256');
  for (const { from, to, value } of segments) hash.update(`${from} ${to} ${textOf(value)}\n`);
  return hash.digest('hex').slice(0, 32);
}
