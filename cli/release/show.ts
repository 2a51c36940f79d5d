import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRelease, type ReleaseRecord as StoredRelease } from '../../control/releases.ts';
import { ATTACK_FILE, recordFolder } from '../../publish/disclosure/record-folders.ts';
import { readRecord } from '../../publish/disclosure/release-record.ts';
import { attackRecordSchema } from '../../schemas/disclosure/release-record.ts';
import { UsageError } from '../../schemas/errors.ts';
import { printJson } from '../output.ts';
import { textTable } from '../text-table.ts';
import type { OpenHub } from '../with-hub.ts';
import { attackText } from './attack.ts';
import { ledgerFolders } from './release-files.ts';

/** Shows staff one release: who decided what, how much each table lost and by which rule, and what its attack found. */
export async function showCommand({ control, stack }: OpenHub, given: string, json: boolean): Promise<void> {
  const release = await findRelease(control, given);
  if (release === undefined) {
    throw new UsageError(`There is no release ${given}`, { hint: '`hub release list` shows the releases there are.' });
  }
  const { disclosureFolder } = ledgerFolders(stack.layout);
  const record = await readRecord(disclosureFolder, release.releaseId);
  const attackPath = join(recordFolder(disclosureFolder, release.releaseId), ATTACK_FILE);
  const attack = existsSync(attackPath)
    ? attackRecordSchema.parse(JSON.parse(await readFile(attackPath, 'utf8')))
    : undefined;
  const losses = (record?.protection.tables ?? []).flatMap(({ name, losses: byMeasure }) =>
    Object.entries(byMeasure).flatMap(([measure, reasons]) =>
      Object.entries(reasons).map(([reason, cells]) => ({ table: name, measure, reason, cells })),
    ),
  );
  const tables = (record?.tables ?? []).map(({ released: { name, cells, published, suppressed } }) => ({
    name,
    cells,
    published,
    suppressed,
  }));
  if (json) {
    return printJson({
      ...release,
      policyVersion: record?.protection.policyVersion ?? null,
      tables,
      losses,
      attack: attack ?? null,
    });
  }
  const parts = [headOf(release)];
  if (record === undefined) parts.push('It is not in the ledger: it was staged before there was one, or set aside.');
  else {
    parts.push(
      textTable(
        ['table', 'cells', 'published', 'suppressed'],
        tables.map(({ name, ...counts }) => [name, ...Object.values(counts).map(String)]),
      ),
      'Private: what was withheld, by rule.',
      textTable(
        ['table', 'measure', 'reason', 'cells'],
        losses.map(({ table, measure, reason, cells }) => [table, measure, reason, String(cells)]),
      ),
    );
  }
  if (attack !== undefined) parts.push(attackText(attack));
  process.stdout.write(`${parts.join('\n\n')}\n`);
}

function headOf(release: StoredRelease): string {
  const { releaseId, state, stagedBy, stagedReason, decidedBy, reason } = release;
  const decided = decidedBy === null ? '' : ` ${decidedBy}: ${reason}.`;
  return `Release ${releaseId} is ${state}. Staged by ${stagedBy}: ${stagedReason ?? 'no reason on record'}.${decided}`;
}
