import { missingLoads, recordLoads } from '../control/loads.ts';
import type { SettledFile } from '../extracts/loads/ingest-request.ts';
import { loadsEndedBy, loadsOf } from '../extracts/loads/load-register.ts';
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
  const loads = await loadsOf(warehouse, [...(await loadsEndedBy(warehouse, contract.key, wanted)), ...wanted]);
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
      at: dateOf(load.loaded_at),
      synthetic: load.synthetic,
      decisions: {
        acceptedQuarantineRate: load.accepted_quarantine_rate,
        acceptedQuarantineReason: load.accepted_quarantine_reason,
        rowCountReason: load.row_count_reason,
        endedAt: load.ended_at === null ? null : dateOf(load.ended_at),
        endedBy: load.ended_by,
        endedReason: load.ended_reason,
      },
    })),
  );
}

/** Of a time as the warehouse prints it, which is UTC. */
function dateOf(printed: string): Date {
  return new Date(`${printed.replace(' ', 'T')}Z`);
}
