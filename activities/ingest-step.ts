import { join } from 'node:path';
import { recordDeliveredFiles } from '../control/delivered-files.ts';
import { ingestFiles } from '../extracts/loads/ingest-files.ts';
import type { IngestRequest, IngestResult, SettledFile } from '../extracts/loads/ingest-request.ts';
import { HubError } from '../schemas/errors.ts';
import { extractContract } from '../schemas/extracts/index.ts';
import { isSynthetic, type ManifestFile } from '../schemas/ingest-manifest.ts';
import { mirrorLoads } from './mirror-loads.ts';
import { readManifest } from './read-manifest.ts';
import { deliveredFile, errorOf } from './settled-file.ts';
import type { Step, StepCall } from './step.ts';

/**
 * Takes in every file of the manifest that is of the asset's extract. Repeating is safe: a file that is current already
 * is a no-op. A file that is refused leaves the others whole; what became of each is on record, and once all are
 * settled, those that were not taken in end the step.
 */
export const ingestStep: Step = async (call) => {
  const { context, request, asset, signal } = call;
  if (request.manifest === undefined) return summarize([]);
  const extract = asset.key.replace(/^load\./, '');
  const { manifest, folder } = await readManifest(context.dataRoot, request.manifest);
  const files = manifest.files
    .filter((file) => file.extract === extract)
    // Cumulative files supersede earlier ones, so the order of periods is the order of arrival.
    .toSorted((a, b) => compare(a.period, b.period) || compare(a.submitter, b.submitter));
  let done = 0;
  const requests = files.map((file) => ingestRequest(call, folder, file, isSynthetic(manifest)));
  const positions = new Map(requests.map((each, index) => [each, index + 1]));
  const settled = await ingestFiles(
    {
      ...context,
      clock: context.now,
      inboxes: [folder],
      signal,
      onSettled: async (some) => {
        await mirrorLoads(context, extractContract(extract), some);
        await recordDeliveredFiles(
          context.control,
          some.map((file) => deliveredFile(file, positions.get(file.request) ?? 0, context.now())),
        );
        done += some.length;
        call.report({ done, total: files.length });
      },
    },
    requests,
  );
  for (const { error } of settled) {
    if (error !== undefined && !(error instanceof HubError)) context.log.error('A file could not be taken in', error);
  }
  if (settled.some((file) => file.result === undefined)) throw errorOf(settled);
  return summarize(settled);
};

function ingestRequest(call: StepCall, folder: string, file: ManifestFile, synthetic: boolean): IngestRequest {
  const { request } = call;
  const { actor, reason } = request.action;
  return {
    path: join(folder, file.path),
    source: file.path,
    contract: extractContract(file.extract),
    period: file.period,
    submitter: file.submitter,
    actor,
    runId: request.runId,
    synthetic,
    declared: {
      ...(file.rows === undefined ? {} : { rows: file.rows }),
      ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    },
    ...(request.dryRun === true ? { dryRun: true } : {}),
    ...(request.readmit === undefined ? {} : { anew: true }),
    ...(request.acceptQuarantine === undefined ? {} : { acceptQuarantine: { rate: request.acceptQuarantine, reason } }),
    ...(request.approveRowCount === true ? { approveRowCount: { reason } } : {}),
  };
}

function summarize(files: readonly SettledFile[]) {
  const results = files.flatMap(({ result }): readonly IngestResult[] => (result === undefined ? [] : [result]));
  const total = (of: (result: IngestResult) => number) => results.reduce((sum, result) => sum + of(result), 0);
  const count = (outcome: IngestResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  return {
    rowsIn: total((result) => result.read),
    rowsOut: total((result) => result.loaded),
    rowsRejected: total((result) => result.quarantined),
    metadata: {
      files: results.length,
      loaded: count('loaded'),
      unchanged: count('unchanged'),
      checked: count('checked'),
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
