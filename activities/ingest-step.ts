import { join } from 'node:path';
import { recordLoad } from '../control/loads.ts';
import { ingestFile } from '../extracts/loads/ingest-file.ts';
import type { IngestResult } from '../extracts/loads/ingest-request.ts';
import { extractContract } from '../schemas/extracts/index.ts';
import type { ManifestFile } from '../schemas/ingest-manifest.ts';
import { readManifest } from './read-manifest.ts';
import type { Step, StepCall } from './step.ts';

/**
 * Takes in every file of the manifest that is of the asset's extract. Repeating is safe: a file that is current already
 * is a no-op. The first file that is refused ends the step; those before it stay loaded, each is whole by itself.
 */
export const ingestStep: Step = async (call) => {
  const { context, request, asset } = call;
  if (request.manifest === undefined) return summarize([]);
  const extract = asset.key.replace(/^load\./, '');
  const { manifest, folder } = await readManifest(context.dataRoot, request.manifest);
  const files = manifest.files
    .filter((file) => file.extract === extract)
    // Cumulative files supersede earlier ones, so the order of periods is the order of arrival.
    .toSorted((a, b) => compare(a.period, b.period) || compare(a.submitter, b.submitter));
  const results: IngestResult[] = [];
  for (const file of files) {
    call.signal.throwIfAborted();
    results.push(await ingestOne(call, folder, file));
    call.report({ done: results.length, total: files.length });
  }
  return summarize(results);
};

async function ingestOne(call: StepCall, folder: string, file: ManifestFile): Promise<IngestResult> {
  const { context, request, signal } = call;
  const contract = extractContract(file.extract);
  const { actor, reason } = request.action;
  const result = await ingestFile(
    { ...context, clock: context.now, inboxes: [folder], signal },
    {
      path: join(folder, file.path),
      contract,
      period: file.period,
      submitter: file.submitter,
      actor,
      runId: request.runId,
      declared: {
        ...(file.rows === undefined ? {} : { rows: file.rows }),
        ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
      },
      ...(request.dryRun === true ? { dryRun: true } : {}),
      ...(request.acceptQuarantine === undefined
        ? {}
        : { acceptQuarantine: { rate: request.acceptQuarantine, reason } }),
      ...(request.approveRowCount === true ? { approveRowCount: { reason } } : {}),
    },
  );
  if (result.outcome === 'loaded' && result.loadId !== null) {
    await recordLoad(context.control, {
      loadId: result.loadId,
      extract: file.extract,
      submitter: file.submitter,
      period: file.period,
      contentHash: result.contentHash,
      contractVersion: contract.version,
      tokenKeyId: context.tokenKey.id,
      state: 'current',
      rowsRead: result.read,
      rowsLoaded: result.loaded,
      rowsQuarantined: result.quarantined,
      reasons: result.reasons,
      sourceName: file.path,
      actor,
      runId: request.runId,
      at: context.now(),
    });
  }
  return result;
}

function summarize(results: readonly IngestResult[]) {
  const total = (of: (result: IngestResult) => number) => results.reduce((sum, result) => sum + of(result), 0);
  return {
    rowsIn: total((result) => result.read),
    rowsOut: total((result) => result.loaded),
    rowsRejected: total((result) => result.quarantined),
    metadata: {
      files: results.length,
      loaded: results.filter((result) => result.outcome === 'loaded').length,
      unchanged: results.filter((result) => result.outcome === 'unchanged').length,
      checked: results.filter((result) => result.outcome === 'checked').length,
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
