import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { IngestRequest, IngestResult } from './ingest-request.ts';
import type { LoadRecord } from './load-register.ts';
import type { Slot } from './slot.ts';

/** What a new load of a slot is held against. */
export type SlotLoad = Pick<
  LoadRecord,
  | 'load_id'
  | 'submitter'
  | 'period'
  | 'content_hash'
  | 'contract_version'
  | 'token_key_id'
  | 'state'
  | 'rows_read'
  | 'rows_loaded'
  | 'rows_quarantined'
  | 'file_bytes'
  | 'synthetic'
>;

/** One extract's loads of some submitters, read once for many files, and those about to be published. */
export interface SlotRegister {
  current(slot: Slot): SlotLoad | undefined;
  /** The latest period among a submitter's current loads. */
  latestCurrentPeriod(submitter: string): string | undefined;
  /** The submitter's load of the latest earlier period; failing that, of the next later; failing that, of the same. */
  comparable(slot: Slot): Pick<SlotLoad, 'period' | 'rows_read'> | undefined;
  /** Lets later questions see a load that is about to be published. */
  expect(slot: Slot, rowsRead: number): void;
}

interface PeriodRows {
  readonly period: string;
  readonly rows_read: number;
}

/** @param slots of one extract */
export async function readSlotRegister(warehouse: Warehouse, slots: readonly Slot[]): Promise<SlotRegister> {
  const wanted = warehouse.dialect.functions.split_rows('$submitters', "','");
  const loads = await warehouse.query<SlotLoad & Record<string, unknown>>(
    `SELECT load_id, submitter, period, content_hash, contract_version, token_key_id, state, rows_read, rows_loaded,
       rows_quarantined, file_bytes, synthetic
     FROM hub.load
     WHERE extract = $extract
       AND state IN ('current', 'superseded')
       AND submitter IN (SELECT value FROM ${wanted} AS wanted)
     ORDER BY load_id DESC NULLS LAST`,
    { extract: slots[0]?.extract ?? '', submitters: [...new Set(slots.map((slot) => slot.submitter))].join(',') },
  );
  const bySubmitter = new Map<string, SlotLoad[]>();
  for (const load of loads) append(bySubmitter, load.submitter, load);
  const expected = new Map<string, PeriodRows[]>();

  return {
    current: ({ submitter, period }) =>
      bySubmitter.get(submitter)?.find((load) => load.state === 'current' && load.period === period),
    latestCurrentPeriod: (submitter) =>
      bySubmitter
        .get(submitter)
        ?.filter((load) => load.state === 'current')
        .map((load) => load.period)
        .reduce<string | undefined>(
          (latest, period) => (latest === undefined || period > latest ? period : latest),
          undefined,
        ),
    comparable: ({ submitter, period }) => {
      // Newest first, so that the first of a period is its latest load.
      const known = [...(expected.get(submitter) ?? []).toReversed(), ...(bySubmitter.get(submitter) ?? [])];
      const extreme = (candidates: readonly PeriodRows[], isBetter: (a: string, b: string) => boolean) =>
        candidates.reduce<PeriodRows | undefined>(
          (best, load) => (best === undefined || isBetter(load.period, best.period) ? load : best),
          undefined,
        );
      return (
        extreme(
          known.filter((load) => load.period < period),
          (a, b) => a > b,
        ) ??
        extreme(
          known.filter((load) => load.period > period),
          (a, b) => a < b,
        ) ??
        known.find((load) => load.period === period)
      );
    },
    expect: ({ submitter, period }, rowsRead) => append(expected, submitter, { period, rows_read: rowsRead }),
  };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/**
 * Whether a load is of the same bytes, read by the same contract, with tokens of the same key. Bytes that are now said
 * to be of invented people are loaded again, so that the load says so, too; once it does, it goes on doing so. A file
 * that is to be judged anew is another version.
 */
export function isSameVersion(
  load: SlotLoad,
  { contract, synthetic, anew }: Pick<IngestRequest, 'contract' | 'synthetic' | 'anew'>,
  tokenKeyId: string,
  contentHash: string,
): boolean {
  return (
    anew !== true &&
    load.content_hash === contentHash &&
    load.contract_version === contract.version &&
    load.token_key_id === tokenKeyId &&
    (synthetic !== true || load.synthetic === true)
  );
}

/** The result of a file that is the current load already. */
export function unchangedResult(load: SlotLoad, seconds: number): IngestResult {
  return Object.freeze({
    loadId: load.load_id,
    outcome: 'unchanged',
    contentHash: load.content_hash,
    read: load.rows_read,
    loaded: load.rows_loaded,
    quarantined: load.rows_quarantined,
    reasons: Object.freeze({}),
    seconds,
  });
}
