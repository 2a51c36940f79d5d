import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ReleaseManifest,
  releaseManifestSchema,
  type StagedRelease,
  stagedReleaseSchema,
} from '../schemas/releases/release-manifest.ts';
import { readRelease } from './current-release.ts';
import { json } from './export/describe-table.ts';
import { ReleaseCheckError, ReleaseNotStagedError } from './release-errors.ts';
import { releaseFile } from './release-file.ts';
import { stagedFolder, stagedManifestPath } from './release-folders.ts';
import { filesOf } from './stage-release.ts';

export interface Approval {
  readonly approvedBy: string;
  readonly reason: string;
}

/** A release that waits for a decision. @throws ReleaseNotStagedError when there is none of that id */
export async function readStagedRelease(releasesFolder: string, id: string): Promise<StagedRelease> {
  const path = join(stagedFolder(releasesFolder, id), stagedManifestPath);
  if (!existsSync(path)) {
    throw new ReleaseNotStagedError(`No release ${id} is staged`, {
      hint: 'It may have been decided already; `hub release list` shows the releases.',
      fields: { id },
    });
  }
  return stagedReleaseSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

/**
 * Makes a staged release visible: checks its files once more, completes the manifest, moves the folder into place and
 * then repoints `current.json`. Each of the last two is one rename. Repeating it after a crash, or after it is done,
 * ends in the same state.
 */
export async function publishRelease(releasesFolder: string, id: string, approval: Approval): Promise<ReleaseManifest> {
  const final = join(releasesFolder, id);
  if (!existsSync(join(final, 'manifest.json'))) {
    const staged = await readStagedRelease(releasesFolder, id);
    const folder = stagedFolder(releasesFolder, id);
    await verifyFiles(folder, staged);
    const manifest = releaseManifestSchema.parse({ ...staged, ...approval });
    await writeFile(join(folder, 'manifest.json'), json(manifest));
    await rename(folder, final);
  }
  await rm(join(final, stagedManifestPath), { force: true });
  await pointAt(releasesFolder, id);
  return readRelease(releasesFolder, id);
}

/** Removes a staged release that was not approved. */
export async function discardRelease(releasesFolder: string, id: string): Promise<void> {
  await readStagedRelease(releasesFolder, id);
  await rm(stagedFolder(releasesFolder, id), { recursive: true });
}

/** Points the public at a published release, this one or an earlier one. */
export async function pointAt(releasesFolder: string, id: string): Promise<void> {
  const temporary = join(releasesFolder, `.current-${randomUUID()}.json`);
  await writeFile(temporary, json({ id }));
  await rename(temporary, join(releasesFolder, 'current.json'));
}

async function verifyFiles(folder: string, staged: StagedRelease): Promise<void> {
  const listed = [
    ...staged.tables.flatMap(filesOf),
    staged.organizations,
    ...(staged.dataPackage === undefined ? [] : [staged.dataPackage]),
  ];
  for (const file of listed) {
    const found = await releaseFile(folder, file.path);
    if (found.sha256 !== file.sha256) {
      throw new ReleaseCheckError(`${file.path} of release ${staged.id} has changed since it was staged`, {
        hint: 'Stage the release again.',
        fields: { id: staged.id, file: file.path },
      });
    }
  }
}
