import { showLoad } from '../extracts/loads/load-register.ts';
import { type QuarantineExport, type QuarantineRequest, quarantineRequestSchema } from '../schemas/run.ts';
import { writeAnswer } from './answer-file.ts';
import type { HubContext } from './hub-context.ts';

/** Writes a load's refused rows, masked, into a file below the data folder. */
export async function exportQuarantine(
  { warehouse, dataRoot }: Pick<HubContext, 'warehouse' | 'dataRoot'>,
  given: QuarantineRequest,
): Promise<QuarantineExport> {
  const { loadId, limit, file } = quarantineRequestSchema.parse(given);
  const { quarantined } = await showLoad(warehouse, loadId, { lines: limit });
  await writeAnswer({ dataRoot }, file, quarantined);
  return { file, rows: quarantined.length };
}
