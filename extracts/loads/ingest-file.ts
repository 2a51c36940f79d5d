import { InvariantError } from '../../schemas/errors.ts';
import { ingestFiles } from './ingest-files.ts';
import type { IngestDeps, IngestRequest, IngestResult } from './ingest-request.ts';

/**
 * Takes one file through the edge: content hash, container and header, an independent count of its records, validation,
 * tokens, quarantine, and publication as the current load of its slot. A file identical to the current one is a no-op.
 * @throws UsageError when the request itself is wrong
 * @throws FileRefusedError when the file is not what it claims; nothing changes
 * @throws ContractBreachError when too many rows are quarantined; former data stay
 * @throws HeldForApprovalError when the row count needs a person's decision
 * @throws ConflictError when a later cumulative file is already loaded
 */
export async function ingestFile(deps: IngestDeps, request: IngestRequest): Promise<IngestResult> {
  const [settled] = await ingestFiles(deps, [request]);
  if (settled === undefined) throw new InvariantError('A file was neither taken in nor refused');
  if (settled.result === undefined) throw settled.error;
  return settled.result;
}
