import { z } from 'zod';
import { askByFile } from './ask-by-file.ts';
import type { HubClient } from './hub-client.ts';
import type { HubStack } from './hub-stack.ts';

const rowsSchema = z.array(
  z.object({ line_no: z.number(), reasons: z.string(), masked_line: z.string() }).transform((row) => ({
    line: row.line_no,
    reasons: row.reasons.split(','),
    maskedLine: row.masked_line,
  })),
);

/** A refused row: where it stands in the file, every reason, and its shape with letters and digits masked. */
export type QuarantinedRow = z.infer<typeof rowsSchema>[number];

/** The first refused rows of a load, by line. */
export async function quarantinedRows(
  { client, stack }: { readonly client: HubClient; readonly stack: HubStack },
  loadId: number,
  limit: number,
): Promise<readonly QuarantinedRow[]> {
  return askByFile(stack, 'quarantine', async (file, id) => {
    await client.exportQuarantine({ loadId, limit, file }, id);
  }).then((answer) => rowsSchema.parse(answer));
}
