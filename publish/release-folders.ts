import { join } from 'node:path';

/** Where a release waits for approval. */
export function stagedFolder(releasesFolder: string, id: string): string {
  return join(releasesFolder, 'staged', id);
}

/** The manifest of a staged release, inside its folder. */
export const stagedManifestPath = 'staged.json';
