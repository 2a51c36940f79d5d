import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a release waits for approval. */
export function stagedFolder(releasesFolder: string, id: string): string {
  return join(releasesFolder, 'staged', id);
}

/** The manifest of a staged release, inside its folder. */
export const stagedManifestPath = 'staged.json';

/** What is being written, and seen by nobody: a release's files, and the pointer to the current one. */
const UNFINISHED = /^\.(working|current)-/;

/** Removes what a stop amid staging or publishing has left. Run at start, before anything is staged. */
export async function discardUnfinishedReleases(releasesFolder: string): Promise<void> {
  const left = (await readdir(releasesFolder)).filter((name) => UNFINISHED.test(name));
  for (const name of left) await rm(join(releasesFolder, name), { recursive: true, force: true });
}
