import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DataLayout } from '../../runtime/data-layout.ts';

/** Hashes of the files that outlive a run, by name; ids of releases are left out. */
export type FilesPicture = Readonly<Record<string, string>>;

/** Of a release, what its id and times are written into. */
const OF_THE_RUN = /(^|\/)(manifest|datapackage|current)\.json$|\.parquet$/;

/**
 * The landing folder by name, and the public files by content. A folder in the making, or a file that nobody
 * accepted, shows as one more.
 */
export function pictureFiles({ landing, releases }: DataLayout): FilesPicture {
  const picture: Record<string, string> = {};
  for (const path of filesBelow(landing)) picture[`landing/${relative(landing, path)}`] = '';
  for (const path of filesBelow(releases)) {
    const name = relative(releases, path).replace(/^[0-9]{8}T[0-9]{6}[^/]*\//, 'RELEASE/');
    const key = `releases/${name}`;
    const hash = OF_THE_RUN.test(name) ? '' : createHash('sha256').update(readFileSync(path)).digest('hex');
    picture[key] = key in picture ? 'twice' : hash;
  }
  return Object.freeze(picture);
}

/** Files that are not in both, or not the same. */
export function differingFiles(expected: FilesPicture, found: FilesPicture): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].filter((name) => expected[name] !== found[name]).sort();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
