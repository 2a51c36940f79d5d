import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type IngestManifest, ingestManifestSchema } from '../../schemas/ingest-manifest.ts';

/** A manifest in the arrivals folder, and the files that it names. */
export interface FoundDelivery {
  /** Path of the manifest within the arrivals folder. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Absent when the manifest is none; then `fault` says why. */
  readonly manifest?: IngestManifest;
  readonly fault?: string;
  /** Absolute paths of the manifest and of the files that are there. */
  readonly files: readonly string[];
  /** How many files that it names are not there. */
  readonly missing: number;
  /** Sizes and times of all of them: as long as it is the same, nobody has written to them. */
  readonly signature: string;
  /** Whether the sender says that all is there. */
  readonly done: boolean;
}

export interface FoundArrivals {
  readonly deliveries: readonly FoundDelivery[];
  /** Files that no manifest names. */
  readonly unnamed: number;
}

const MANIFEST = /(^|\.)manifest\.json$/;
const DONE = '.done';

/** Looks through the arrivals folder. Links are not followed: what they lead to is not in the folder. */
export async function findDeliveries(folder: string): Promise<FoundArrivals> {
  const files = (await entriesOf(folder)).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  const there = new Set(paths);
  const manifests = paths.filter((path) => MANIFEST.test(path.split(sep).at(-1) ?? ''));
  const deliveries = await Promise.all(manifests.map((path) => readDelivery(folder, path, there)));
  const named = new Set(deliveries.flatMap((delivery) => delivery.files));
  const unnamed = paths.filter((path) => !named.has(path) && !path.endsWith(DONE));
  return { deliveries, unnamed: unnamed.length };
}

async function readDelivery(folder: string, path: string, there: ReadonlySet<string>): Promise<FoundDelivery> {
  const name = relative(folder, path);
  const done = there.has(`${path}${DONE}`);
  const parsed = ingestManifestSchema.safeParse(parsedJson(await readFile(path, 'utf8').catch(() => '')));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const fault = `It is no ingest manifest: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(' ')}`;
    return { name, path, fault, files: [path], missing: 0, signature: await signatureOf([path]), done };
  }
  const named = parsed.data.files.map((file) => join(dirname(path), file.path));
  const files = [path, ...named.filter((file) => there.has(file))];
  return {
    ...{ name, path, files, done },
    manifest: parsed.data,
    missing: named.length - (files.length - 1),
    signature: await signatureOf(files),
  };
}

async function signatureOf(paths: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    paths.map(async (path) => {
      const found = await lstat(path).catch(() => undefined);
      return found === undefined ? `${path} gone` : `${path} ${found.size} ${found.mtimeMs}`;
    }),
  );
  return parts.join('\n');
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return await readdir(folder, { recursive: true, withFileTypes: true });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
