import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRelease } from '../../publish/current-release.ts';
import type { ReleaseFiles } from '../../publish/diff-releases.ts';
import { blockedAttackPath, disclosureFolder } from '../../publish/disclosure/record-folders.ts';
import { readStagedRelease } from '../../publish/publish-release.ts';
import { stagedFolder } from '../../publish/release-folders.ts';
import type { DataLayout } from '../../runtime/data-layout.ts';
import { type AttackRecord, attackRecordSchema } from '../../schemas/disclosure/release-record.ts';

/** Where the ledger and the releases of a data folder are. */
export function ledgerFolders(layout: DataLayout) {
  return { disclosureFolder: disclosureFolder(layout.root), releasesFolder: layout.releases };
}

/** The files of a release, staged or published. @throws ReleaseNotStagedError when it is neither */
export async function releaseFiles(layout: DataLayout, id: string): Promise<ReleaseFiles> {
  const published = join(layout.releases, id);
  if (existsSync(join(published, 'manifest.json'))) {
    return { folder: published, tables: (await readRelease(layout.releases, id)).tables };
  }
  return { folder: stagedFolder(layout.releases, id), tables: (await readStagedRelease(layout.releases, id)).tables };
}

/** The attack that blocked a release, where one did. */
export async function blockedAttack(layout: DataLayout, id: string): Promise<AttackRecord | undefined> {
  const path = blockedAttackPath(disclosureFolder(layout.root), id);
  return existsSync(path) ? attackRecordSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : undefined;
}
