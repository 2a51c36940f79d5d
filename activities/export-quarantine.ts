import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { showLoad } from '../extracts/loads/load-register.ts';
import { type QuarantineExport, type QuarantineRequest, quarantineRequestSchema } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';

/**
 * Writes a load's refused rows, masked, into a file below the data folder: rows are no part of a workflow's history,
 * however masked. Whoever asked removes it.
 */
export async function exportQuarantine(
  { warehouse, dataRoot }: Pick<HubContext, 'warehouse' | 'dataRoot'>,
  given: QuarantineRequest,
): Promise<QuarantineExport> {
  const { loadId, limit, file } = quarantineRequestSchema.parse(given);
  const { quarantined } = await showLoad(warehouse, loadId, { lines: limit });
  const path = join(dataRoot, file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(quarantined), { mode: 0o600 });
  return { file, rows: quarantined.length };
}
