import { markLoads, missingLoads, recordLoads } from '../control/loads.ts';
import type { SettledFile } from '../extracts/loads/ingest-request.ts';
import { loadsOf, supersededLoads } from '../extracts/loads/load-register.ts';
import type { ExtractContract } from '../schemas/contract/extract-contract.ts';
import type { HubContext } from './hub-context.ts';

/**
 * Brings the control store up to date with the commit rows of files that were just taken in. Unchanged files are looked
 * up as well, since the worker may have stopped between their commit rows and the store.
 */
export async function mirrorLoads(
  { control, warehouse }: Pick<HubContext, 'control' | 'warehouse'>,
  contract: ExtractContract,
  files: readonly SettledFile[],
): Promise<void> {
  const idsOf = (outcome: 'loaded' | 'unchanged') =>
    files.flatMap(({ result }) => (result?.outcome === outcome && result.loadId !== null ? [result.loadId] : []));
  const wanted = [...idsOf('loaded'), ...(await missingLoads(control, idsOf('unchanged')))];
  if (wanted.length === 0) return;
  const loads = await loadsOf(warehouse, wanted);
  if (contract.coverage === 'cumulative') {
    const submitters = new Set(loads.map((load) => load.submitter));
    for (const submitter of submitters) {
      await markLoads(control, await supersededLoads(warehouse, contract.key, submitter), 'superseded');
    }
  }
  await recordLoads(
    control,
    loads.map((load) => ({
      loadId: load.load_id,
      extract: load.extract,
      submitter: load.submitter,
      period: load.period,
      contentHash: load.content_hash,
      contractVersion: load.contract_version,
      tokenKeyId: load.token_key_id,
      state: load.state,
      rowsRead: load.rows_read,
      rowsLoaded: load.rows_loaded,
      rowsQuarantined: load.rows_quarantined,
      reasons: load.reasons,
      sourceName: load.source_name,
      actor: load.actor,
      runId: load.run_id,
      at: new Date(`${load.loaded_at.replace(' ', 'T')}Z`),
    })),
  );
}
