import type { ReleasedTable } from '../../disclosure/ledger/attack-release.ts';
import { readRecord, readReleasedTables } from './release-record.ts';

export interface LedgerFolders {
  readonly disclosureFolder: string;
  readonly releasesFolder: string;
}

export interface Ledger {
  /** Tables of every release on record, the newest release first. */
  readonly tables: readonly ReleasedTable[];
  readonly releases: readonly string[];
  /** Releases from before there was a ledger: the attack knows nothing of them. */
  readonly unrecorded: readonly string[];
}

/** What has been released, read from the ledger. @param releaseIds the newest first */
export async function readLedger(folders: LedgerFolders, releaseIds: readonly string[]): Promise<Ledger> {
  const tables: ReleasedTable[] = [];
  const releases: string[] = [];
  const unrecorded: string[] = [];
  for (const id of releaseIds) {
    const record = await readRecord(folders.disclosureFolder, id);
    if (record === undefined) unrecorded.push(id);
    else {
      releases.push(id);
      tables.push(...(await readReleasedTables(folders, record)));
    }
  }
  return { tables, releases, unrecorded };
}
