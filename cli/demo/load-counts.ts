import type { Control } from '../../control/connect.ts';
import { listLoads } from '../../control/loads.ts';
import type { ExtractCounts } from './demo-report.ts';

/** What the current loads of each extract read, took in and refused. */
export async function loadCounts(control: Control): Promise<Record<string, ExtractCounts>> {
  const counts: Record<string, { read: number; loaded: number; quarantined: number; reasons: Record<string, number> }> =
    {};
  for (const load of await listLoads(control, { state: 'current', limit: Number.MAX_SAFE_INTEGER })) {
    counts[load.extract] ??= { read: 0, loaded: 0, quarantined: 0, reasons: {} };
    const count = counts[load.extract]!;
    count.read += Number(load.rowsRead);
    count.loaded += Number(load.rowsLoaded);
    count.quarantined += Number(load.rowsQuarantined);
    for (const [reason, rows] of Object.entries(load.reasons))
      count.reasons[reason] = (count.reasons[reason] ?? 0) + rows;
  }
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
