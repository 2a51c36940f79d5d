import { attackRelease, type ReleaseAttackOptions } from '../../disclosure/ledger/attack-release.ts';
import type { DisclosurePolicy } from '../../schemas/disclosure/policy.ts';
import type { AttackRecord } from '../../schemas/disclosure/release-record.ts';
import { UsageError } from '../../schemas/errors.ts';
import { type LedgerFolders, readLedger } from './ledger.ts';
import { readRecord, readReleasedTables } from './release-record.ts';

/**
 * Attacks a release on record together with every release before it, from their files.
 * @param earlier ids, the newest first
 * @throws UsageError when the release is not on record
 */
export async function attackRecorded(
  folders: LedgerFolders,
  releaseId: string,
  earlier: readonly string[],
  policy: DisclosurePolicy,
  options: ReleaseAttackOptions = {},
): Promise<AttackRecord> {
  const record = await readRecord(folders.disclosureFolder, releaseId);
  if (record === undefined) {
    throw new UsageError(`Release ${releaseId} is not in the ledger`, {
      hint: 'It was staged before there was one, or set aside.',
    });
  }
  const staged = await readReleasedTables(folders, record);
  const { tables } = await readLedger(folders, earlier);
  const report = await attackRelease(staged, tables, policy, options);
  return {
    ...report,
    releases: [...report.releases],
    exposed: [...report.exposed],
    disclosed: [...report.disclosed],
  } as AttackRecord;
}
