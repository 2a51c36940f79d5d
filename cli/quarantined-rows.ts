import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HubClient } from './hub-client.ts';
import type { HubStack } from './hub-stack.ts';
import { newRunId } from './run-id.ts';

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
  const id = newRunId(new Date());
  const file = `inbox/quarantine-${id}.json`;
  try {
    await client.exportQuarantine({ loadId, limit, file }, id);
    return rowsSchema.parse(JSON.parse(await readFile(join(stack.layout.root, file), 'utf8')));
  } finally {
    await rm(join(stack.layout.root, file), { force: true });
  }
}
