import { InvariantError } from '../schemas/errors.ts';
import type { Session, Warehouse } from '../warehouse/warehouse.ts';
import { migrateEntities } from './entities/entity-tables.ts';
import { batchLoads, ENTITY_CODE_VERSION, type EntityLoad, planLoads } from './entities/plan-loads.ts';
import { addVariants, aimAt, dropRows, readRows, resolveRows } from './entities/read-rows.ts';
import { rekeyWagePeople } from './entities/wage-people.ts';

export interface BuildEntitiesOptions {
  /** Called after each batch of loads. */
  readonly onProgress?: (progress: { readonly loads: number; readonly total: number }) => void;
  /** Rows worked on at once. @default 5,000,000 */
  readonly rowsPerBatch?: number;
}

export interface BuiltEntities {
  /** Whether every current load was read again. */
  readonly rebuilt: boolean;
  readonly loadsAdded: number;
  readonly loadsRemoved: number;
  /** Source → entities with rows in current loads. */
  readonly entities: Readonly<Record<string, number>>;
  readonly variants: number;
  /** Rows of current loads that are an entity's. */
  readonly records: number;
  /** Extract → reason → rows of current loads that can be nobody's. */
  readonly unlinkable: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * Collapses the rows of current loads into source entities, one person in one source each: `vault.entity` (a registry:
 * an entity keeps its number for good), `vault.entity_variant` (the distinct values of each), `linkage.entity_record`
 * (which rows are whose) and `linkage.unlinkable` (rows that can be nobody's, with the reason). Only loads that came or
 * went since the last time are read; the same loads again change nothing. Needs the tables of `migrateStaging` and of
 * `loadReference`.
 * @throws InvariantError when a row of a current load is neither an entity's nor unlinkable.
 */
export async function buildEntities(warehouse: Warehouse, options: BuildEntitiesOptions = {}): Promise<BuiltEntities> {
  await migrateEntities(warehouse);
  const plan = await planLoads(warehouse);
  await warehouse.session(async (session) => {
    if (plan.rebuild) await rekeyWagePeople(session);
    await markStarted(warehouse, session, plan.removed);
    const orphaned = await removeLoads(warehouse, session, plan.removed, plan.rebuild);
    let loads = 0;
    for (const batch of batchLoads(plan.added, options.rowsPerBatch)) {
      await addLoads(warehouse, session, batch);
      loads += batch.length;
      options.onProgress?.({ loads, total: plan.added.length });
    }
    if (orphaned) await forgetOrphans(session);
    await addBareVariants(session);
    await dropRows(session);
  });
  await requireEveryRow(warehouse);
  return summarize(warehouse, {
    rebuilt: plan.rebuild,
    loadsAdded: plan.added.length,
    loadsRemoved: plan.removed.length,
  });
}

/** From here until it is done again, a run that ends early makes the next one read everything. */
async function markStarted(warehouse: Warehouse, session: Session, loads: readonly number[]): Promise<void> {
  await aimAt(warehouse, session, loads);
  await session.execute(
    "UPDATE linkage.entity_load SET state = 'started' WHERE load_id IN (SELECT load_id FROM linkage.entity_target)",
  );
}

async function addLoads(warehouse: Warehouse, session: Session, batch: readonly EntityLoad[]): Promise<void> {
  await readRows(warehouse, session, batch);
  await session.execute(
    `INSERT INTO linkage.entity_load (load_id, extract, token_key_id, code_version, state)
    SELECT load_id, extract, token_key_id, $code_version, 'started'
    FROM hub.load
    WHERE load_id IN (SELECT load_id FROM linkage.entity_target)`,
    { code_version: ENTITY_CODE_VERSION },
  );
  await resolveRows(warehouse, session, batch[0]!.extract);
  await addVariants(warehouse, session);
  await warehouse.transaction(async (transaction) => {
    await transaction.execute(
      `INSERT INTO linkage.entity_record (entity_id, source, extract, load_id, line_no)
      SELECT entity_id, source, extract, load_id, line_no FROM vault.identity_row_work WHERE entity_id IS NOT NULL`,
    );
    await transaction.execute(
      `INSERT INTO linkage.unlinkable (extract, load_id, line_no, reason)
      SELECT extract, load_id, line_no, unlinkable FROM vault.identity_row_work WHERE entity_id IS NULL`,
    );
    await transaction.execute(
      "UPDATE linkage.entity_load SET state = 'done' WHERE load_id IN (SELECT load_id FROM linkage.entity_target)",
    );
  });
}

/**
 * Takes the rows of loads out. The entities they named get their variants anew from the loads that remain.
 * @returns whether any row went
 */
async function removeLoads(
  warehouse: Warehouse,
  session: Session,
  removed: readonly number[],
  everything: boolean,
): Promise<boolean> {
  if (removed.length === 0) return false;
  await session.execute(
    `CREATE OR REPLACE ${warehouse.dialect.workTable} vault.touched_entity_work (entity_id BIGINT)`,
  );
  await warehouse.transaction(async (transaction) => {
    if (everything) {
      await transaction.execute('DELETE FROM vault.entity_variant');
      return;
    }
    await transaction.execute(
      `INSERT INTO vault.touched_entity_work
      SELECT DISTINCT record.entity_id
      FROM linkage.entity_record AS record
      INNER JOIN linkage.entity_load AS load ON load.load_id = record.load_id
      WHERE load.state = 'started'`,
    );
    await transaction.execute(
      'DELETE FROM vault.entity_variant WHERE entity_id IN (SELECT entity_id FROM vault.touched_entity_work)',
    );
  });
  await warehouse.transaction(async (transaction) => {
    for (const table of ['entity_record', 'unlinkable']) {
      await transaction.execute(
        `DELETE FROM linkage.${table}
        WHERE load_id IN (SELECT load_id FROM linkage.entity_load WHERE state = 'started')`,
      );
    }
  });
  if (!everything) await restoreVariants(warehouse, session);
  await session.execute("DELETE FROM linkage.entity_load WHERE state = 'started'");
  await session.execute('DROP TABLE vault.touched_entity_work');
  return true;
}

async function restoreVariants(warehouse: Warehouse, session: Session): Promise<void> {
  const remaining = await session.query<EntityLoad & Record<string, unknown>>(
    `SELECT load.load_id, load.extract, load.token_key_id, load.rows_loaded
    FROM hub.load AS load
    WHERE load.load_id IN (
      SELECT record.load_id
      FROM linkage.entity_record AS record
      WHERE record.entity_id IN (SELECT entity_id FROM vault.touched_entity_work)
    )
    ORDER BY load.extract, load.load_id`,
  );
  for (const batch of batchLoads(remaining)) {
    await readRows(warehouse, session, batch);
    await session.execute(
      `UPDATE vault.identity_row_work
      SET entity_id = record.entity_id
      FROM linkage.entity_record AS record
      WHERE record.load_id = identity_row_work.load_id
        AND record.line_no = identity_row_work.line_no
        AND record.entity_id IN (SELECT entity_id FROM vault.touched_entity_work)`,
    );
    await addVariants(warehouse, session);
  }
}

/** Variants and spare values of people who have no row left. The registry keeps their numbers. */
async function forgetOrphans(session: Session): Promise<void> {
  await session.execute(
    `DELETE FROM vault.entity_variant
    WHERE entity_id NOT IN (SELECT entity_id FROM linkage.entity_record)`,
  );
}

/** Every entity has a variant, so that linkage sees it: one whose rows name nobody has its id alone. */
async function addBareVariants(session: Session): Promise<void> {
  await session.execute(
    `DELETE FROM vault.entity_variant
    WHERE variant_key = 'bare'
      AND entity_id IN (SELECT entity_id FROM vault.entity_variant WHERE variant_key <> 'bare')`,
  );
  await session.execute(
    `INSERT INTO vault.entity_variant (entity_id, source, sasid, variant_key)
    SELECT entity.entity_id, entity.source, CASE WHEN entity.source = 'dese' THEN entity.natural_key END, 'bare'
    FROM vault.entity AS entity
    WHERE entity.entity_id IN (SELECT entity_id FROM linkage.entity_record)
      AND entity.entity_id NOT IN (SELECT entity_id FROM vault.entity_variant)`,
  );
}

async function requireEveryRow(warehouse: Warehouse): Promise<void> {
  const lost = await warehouse.query<{ load_id: number; extract: string; rows_loaded: number; accounted: number }>(
    `SELECT load.load_id, load.extract, load.rows_loaded, COALESCE(found.accounted, 0) AS accounted
    FROM linkage.entity_load AS done
    INNER JOIN hub.load AS load ON load.load_id = done.load_id
    LEFT JOIN (
      SELECT load_id, COUNT(*) AS accounted
      FROM (
        SELECT load_id FROM linkage.entity_record
        UNION ALL
        SELECT load_id FROM linkage.unlinkable
      ) AS row_seen
      GROUP BY load_id
    ) AS found ON found.load_id = load.load_id
    WHERE COALESCE(found.accounted, 0) <> load.rows_loaded
    ORDER BY load.load_id`,
  );
  const [first] = lost;
  if (first !== undefined) {
    throw new InvariantError(
      `Load ${first.load_id} of ${first.extract} has ${first.rows_loaded} rows, but ${first.accounted} have an entity or a reason why not`,
      { hint: 'Nothing may be linked on these entities.', fields: { loads: lost.length, load_id: first.load_id } },
    );
  }
}

async function summarize(
  warehouse: Warehouse,
  done: Pick<BuiltEntities, 'rebuilt' | 'loadsAdded' | 'loadsRemoved'>,
): Promise<BuiltEntities> {
  const sources = await warehouse.query<{ source: string; entities: number; records: number }>(
    `SELECT source, COUNT(DISTINCT entity_id) AS entities, COUNT(*) AS records
    FROM linkage.entity_record GROUP BY source ORDER BY source`,
  );
  const [counted] = await warehouse.query<{ variants: number }>(
    'SELECT COUNT(*) AS variants FROM vault.entity_variant',
  );
  const reasons = await warehouse.query<{ extract: string; reason: string; lines: number }>(
    'SELECT extract, reason, COUNT(*) AS lines FROM linkage.unlinkable GROUP BY extract, reason ORDER BY extract, reason',
  );
  const unlinkable: Record<string, Record<string, number>> = {};
  for (const { extract, reason, lines } of reasons) unlinkable[extract] = { ...unlinkable[extract], [reason]: lines };
  return Object.freeze({
    ...done,
    entities: Object.freeze(Object.fromEntries(sources.map((row) => [row.source, row.entities]))),
    variants: counted?.variants ?? 0,
    records: sources.reduce((sum, row) => sum + row.records, 0),
    unlinkable: Object.freeze(unlinkable),
  });
}
