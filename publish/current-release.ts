import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type ReleaseManifest, releaseManifestSchema } from '../schemas/releases/release-manifest.ts';

/** The pointer that makes a release visible. */
export const releasePointerSchema = z.object({ id: releaseManifestSchema.shape.id });

/** The manifest of the release that `current.json` names; undefined before the first. */
export async function readCurrentRelease(releasesFolder: string): Promise<ReleaseManifest | undefined> {
  const pointer = await readIfThere(join(releasesFolder, 'current.json'));
  if (pointer === undefined) return undefined;
  const { id } = releasePointerSchema.parse(JSON.parse(pointer));
  return readRelease(releasesFolder, id);
}

/** The manifest of a published release. */
export async function readRelease(releasesFolder: string, id: string): Promise<ReleaseManifest> {
  return releaseManifestSchema.parse(JSON.parse(await readFile(join(releasesFolder, id, 'manifest.json'), 'utf8')));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
