import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file of a release, as its manifest lists it. */
export interface ReleaseFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Measures and hashes a file that has been written. */
export async function releaseFile(folder: string, path: string): Promise<ReleaseFile> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, path)), hash);
  return { path, bytes: (await stat(join(folder, path))).size, sha256: hash.digest('hex') };
}

export async function writeReleaseFile(folder: string, path: string, text: string): Promise<ReleaseFile> {
  await writeFile(join(folder, path), text);
  return releaseFile(folder, path);
}
