import type { Session } from '../../warehouse/warehouse.ts';
import { SOURCE_OF_EXTRACT } from './entity-tables.ts';

/** Raised when the same rows would become other entities or variants: everything is then worked out again. */
export const ENTITY_CODE_VERSION = '1';

export interface EntityLoad {
  readonly load_id: number;
  readonly extract: string;
  readonly token_key_id: string;
  readonly rows_loaded: number;
}

export interface LoadPlan {
  /** True when every load is read again: a run did not end, the code or a token key changed. */
  readonly rebuild: boolean;
  /** Loads whose rows leave, or are read anew. */
  readonly removed: readonly number[];
  /** Loads whose rows enter, by extract in reading order, then by number. */
  readonly added: readonly EntityLoad[];
}

/** Compares the current loads with those whose rows have entities. */
export async function planLoads(session: Session): Promise<LoadPlan> {
  const current = (
    await session.query<EntityLoad & Record<string, unknown>>(
      "SELECT load_id, extract, token_key_id, rows_loaded FROM hub.load WHERE state = 'current' ORDER BY load_id",
    )
  ).filter((load) => SOURCE_OF_EXTRACT.has(load.extract));
  const known = await session.query<{
    load_id: number;
    extract: string;
    token_key_id: string;
    code_version: string;
    state: string;
  }>('SELECT load_id, extract, token_key_id, code_version, state FROM linkage.entity_load');

  const keys = new Map(current.map((load) => [load.load_id, load.token_key_id]));
  const rebuild = known.some(
    (load) =>
      load.state !== 'done' ||
      load.code_version !== ENTITY_CODE_VERSION ||
      (keys.get(load.load_id) ?? load.token_key_id) !== load.token_key_id,
  );
  const knownIds = new Set(known.map((load) => load.load_id));
  const removed = new Set(known.filter((load) => rebuild || !keys.has(load.load_id)).map((load) => load.load_id));
  const added = new Set(current.filter((load) => rebuild || !knownIds.has(load.load_id)).map((load) => load.load_id));

  // A screening row may take its state id from SIMS: what did not resolve gets another chance when SIMS changed.
  const simsChanged = [...current, ...known].some(
    (load) => load.extract === 'dese.sims' && (added.has(load.load_id) || removed.has(load.load_id)),
  );
  if (simsChanged) {
    for (const load of current.filter(({ extract }) => extract === 'dese.screening')) {
      added.add(load.load_id);
      if (knownIds.has(load.load_id)) removed.add(load.load_id);
    }
  }

  const order = [...SOURCE_OF_EXTRACT.keys()];
  return Object.freeze({
    rebuild,
    removed: Object.freeze([...removed].toSorted((a, b) => a - b)),
    added: Object.freeze(
      current
        .filter((load) => added.has(load.load_id))
        .toSorted((a, b) => order.indexOf(a.extract) - order.indexOf(b.extract) || a.load_id - b.load_id),
    ),
  });
}

/** Rows worked on at once: the work tables stay small, however large the first run is. */
const ROWS_PER_BATCH = 5_000_000;

/** Loads of one extract in batches, each of one load at least. */
export function batchLoads(
  loads: readonly EntityLoad[],
  rowsPerBatch: number = ROWS_PER_BATCH,
): readonly EntityLoad[][] {
  const batches: EntityLoad[][] = [];
  let rows = 0;
  for (const load of loads) {
    const batch = batches.at(-1);
    if (batch === undefined || batch[0]?.extract !== load.extract || rows + load.rows_loaded > rowsPerBatch) {
      batches.push([load]);
      rows = load.rows_loaded;
    } else {
      batch.push(load);
      rows += load.rows_loaded;
    }
  }
  return batches;
}
