import { type BuiltTable, buildTable } from '../../activities/build-table.ts';
import type { Asset } from '../../assets/define-asset.ts';
import { ecidsAssets } from '../../assets/ecids.ts';
import { learnToEarnAssets } from '../../assets/learn-to-earn.ts';
import { publicTableAssets } from '../../assets/public-tables.ts';
import { migrateStaging } from '../../extracts/loads/migrate-staging.ts';
import { migrateLinkage } from '../../linkers/migrate-linkage.ts';
import { RACE_CODES } from '../../schemas/codes/race.ts';
import { extractContracts } from '../../schemas/extracts/index.ts';
import { referenceSets } from '../../schemas/reference/reference-sets.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { createTable } from '../../warehouse/migrations/align-table.ts';
import { contractTable } from '../../warehouse/migrations/contract-table.ts';
import type { Row, Session, SqlParameters, SqlValue, Warehouse } from '../../warehouse/warehouse.ts';

/** A row of an extract: whose it is, and the columns that matter to the test. The rest are null. */
export interface WorldRow {
  /** Key of the person that linkage gave the row; null where it has none. */
  readonly person: number | null;
  /** Source entity, where the person has several in one source. @default one a person and source */
  readonly entity?: number;
  readonly [column: string]: SqlValue | undefined;
}

export interface LoadSlot {
  readonly extract: string;
  readonly period: string;
  /** @default 'agency' */
  readonly submitter?: string;
  /** @default 'current' */
  readonly state?: 'current' | 'superseded' | 'retracted';
}

/** A small warehouse of invented people, with staging rows linked by hand. */
export interface LinkedWorld {
  readonly warehouse: Warehouse;
  load(slot: LoadSlot, rows: readonly WorldRow[]): Promise<number>;
  insert(table: string, rows: readonly Readonly<Record<string, SqlValue>>[]): Promise<void>;
  /** Builds tables in order; all linked tables when no keys are given. */
  build(keys?: readonly string[], parameters?: SqlParameters): Promise<Map<string, BuiltTable>>;
  /** Rows of a table, without `link_version`, ordered by the columns asked for. */
  rows(table: string, columns: readonly string[]): Promise<Row[]>;
  close(): Promise<void>;
}

export const LINK_VERSION = 3;
export const linkedAssets: readonly Asset[] = Object.freeze([...learnToEarnAssets, ...ecidsAssets]);

const SOURCES: Readonly<Record<string, string>> = { bridge: 'roster' };
const SOURCE_NUMBERS = ['dese', 'eec', 'dhe', 'nsc', 'dua', 'roster'];

export async function openLinkedWorld(): Promise<LinkedWorld> {
  const warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute("ATTACH ':memory:' AS vault");
  await migrateStaging(warehouse, extractContracts.values());
  await migrateLinkage(warehouse);
  await warehouse.execute('CREATE TABLE vault.entity_variant (entity_id BIGINT, source TEXT, ssn_token TEXT)');
  for (const set of referenceSets.values()) await createTable(warehouse, contractTable(set.contract));
  await insertRows(
    warehouse,
    'reference.race_code',
    RACE_CODES.map(({ code, label, group, hispanic }) => ({ code, label, race_group: group, is_hispanic: hispanic })),
  );
  await insertRows(warehouse, 'linkage.version', [{ link_version: LINK_VERSION, state: 'promoted' }]);
  let loadId = 0;
  const linked = new Set<number>();
  return {
    warehouse,
    insert: (table, rows) => insertRows(warehouse, table, rows),
    async load(slot, rows) {
      loadId += 1;
      const { extract, period, submitter = 'agency', state = 'current' } = slot;
      await insertRows(warehouse, 'hub.load', [loadRow(loadId, { extract, period, submitter, state }, rows.length)]);
      const [agency = ''] = extract.split('.');
      const source = SOURCES[agency] ?? agency;
      await insertRows(
        warehouse,
        `staging.${extract.replace('.', '_')}`,
        rows.map(({ person: _person, entity: _entity, ...columns }, index) => ({
          load_id: loadId,
          line_no: index + 1,
          ...(columns as Record<string, SqlValue>),
        })),
      );
      const people = rows.flatMap(({ person, entity }, index) =>
        person === null ? [] : [{ person, entity: entity ?? entityOf(source, person), line: index + 1 }],
      );
      await insertRows(
        warehouse,
        'linkage.entity_record',
        people.map(({ entity, line }) => ({ entity_id: entity, source, extract, load_id: loadId, line_no: line })),
      );
      for (const { person, entity } of people) {
        if (linked.has(entity)) continue;
        linked.add(entity);
        await insertRows(warehouse, 'linkage.crosswalk', [
          { link_version: LINK_VERSION, source, entity_id: entity, person_key: person },
        ]);
      }
      return loadId;
    },
    async build(keys, parameters = {}) {
      const built = new Map<string, BuiltTable>();
      const assets = keys === undefined ? linkedAssets : [...linkedAssets, ...publicTableAssets];
      for (const asset of assets) {
        if (keys !== undefined && !keys.includes(asset.key)) continue;
        built.set(
          asset.key,
          await buildTable(warehouse, asset, { linkVersion: LINK_VERSION, runId: 'test', parameters }),
        );
      }
      return built;
    },
    rows: (table, columns) =>
      warehouse.query(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${columns.map((_, i) => i + 1).join(', ')}`),
    close: () => warehouse.close(),
  };
}

/** The entity that a source has for a person, unless a row names another. */
export function entityOf(source: string, person: number): number {
  return person * 10 + SOURCE_NUMBERS.indexOf(source);
}

/** A SIMS row of a student enrolled at a school, with what the test changes. */
export function student(person: number | null, school: string, changes: Partial<WorldRow> = {}): WorldRow {
  return {
    person,
    gender: 'F',
    race_ethnicity: '01',
    reason_for_reporting: '01',
    enrollment_status: '01',
    school_code: school,
    grade: '09',
    days_in_attendance: null,
    days_in_membership: null,
    low_income: '00',
    english_learner: '00',
    sped_placement_3_5: '00',
    sped_placement_6_21: '00',
    masscore: '00',
    early_college: '00',
    innovation_pathways: '00',
    ...changes,
  };
}

/** A wage row of an employer account, with what the test changes. */
export function wage(
  person: number | null,
  quarter: string,
  dollars: number,
  changes: Partial<WorldRow> = {},
): WorldRow {
  return {
    person,
    employer_account: '00000001',
    unit: '0001',
    year: Number(quarter.slice(0, 4)),
    quarter: Number(quarter.slice(5)),
    gross_wages: dollars,
    adjustment_code: '0',
    ...changes,
  };
}

function loadRow(loadId: number, slot: Required<LoadSlot>, rows: number): Record<string, SqlValue> {
  return {
    load_id: loadId,
    ...slot,
    content_hash: String(loadId),
    contract_version: 1,
    token_key_id: 'none',
    rows_read: rows,
    rows_loaded: rows,
    rows_quarantined: 0,
    loaded_at: '2025-01-01 00:00:00',
    source_name: 'test',
    actor: 'test',
    run_id: 'test',
    file_bytes: 0,
  };
}

/** One statement for each set of columns, so that larger worlds stay quick. */
async function insertRows(
  session: Session,
  table: string,
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  const byColumns = new Map<string, Readonly<Record<string, SqlValue>>[]>();
  for (const row of rows) {
    const columns = Object.keys(row).join(', ');
    byColumns.set(columns, [...(byColumns.get(columns) ?? []), row]);
  }
  for (const [columns, group] of byColumns) {
    const values = group.map((row, index) => `(${Object.keys(row).map((name) => `$${name}_${index}`)})`);
    const parameters = group.flatMap((row, index) =>
      Object.entries(row).map(([name, value]) => [`${name}_${index}`, value] as const),
    );
    await session.execute(
      `INSERT INTO ${table} (${columns}) VALUES ${values.join(', ')}`,
      Object.fromEntries(parameters),
    );
  }
}
