import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLanding } from '../../../extracts/landing/landing.ts';
import type { IngestDeps, IngestRequest } from '../../../extracts/loads/ingest-request.ts';
import { migrateStaging } from '../../../extracts/loads/migrate-staging.ts';
import { type ColumnSpec, defineColumns } from '../../../schemas/contract/column.ts';
import { defineExtract, type ExtractContract } from '../../../schemas/contract/extract-contract.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Row, Warehouse } from '../../../warehouse/warehouse.ts';

const meaning = 'A column of the test.';
const text: ColumnSpec = { meaning, identifying: 'none', format: { kind: 'text', maxLength: 12 } };

const columns = defineColumns({
  student_id: { meaning, identifying: 'direct', format: { kind: 'digits', length: 4 } },
  last_name: { meaning, identifying: 'direct', format: { kind: 'text', maxLength: 20 } },
  ssn: { meaning, identifying: 'direct', format: { kind: 'ssn' }, blankAllowed: true },
  grade: { meaning, identifying: 'none', format: { kind: 'codes', codes: ['09', '10', '11', '12'] } },
  note: { ...text, blankAllowed: true },
});

const base = {
  agency: 'DHE',
  title: 'A test extract',
  version: 1,
  period: 'school-year',
  coverage: 'snapshot',
  submitter: 'institution',
  columns,
  rowKey: ['student_id'],
  rules: [],
  maxLineBytes: 200,
  quarantineThreshold: 0.5,
  rowCountTolerance: 0.5,
  // Files of a few rows stand for large ones.
  rowCountFloor: 0,
} as const;

export const plainContract: ExtractContract = defineExtract({
  ...base,
  key: 'test.plain',
  containers: [{ kind: 'delimited', delimiter: ',', header: 'required' }],
});
export const quotedContract: ExtractContract = defineExtract({
  ...base,
  key: 'test.quoted',
  containers: [{ kind: 'delimited', delimiter: ',', quoted: true, header: 'required' }],
});
export const cumulativeContract: ExtractContract = defineExtract({
  ...base,
  key: 'test.cumulative',
  containers: [{ kind: 'delimited', delimiter: '|', header: 'none' }],
  period: 'as-of',
  coverage: 'cumulative',
});

/** Its rows say whose they are. */
export const institutionContract: ExtractContract = defineExtract({
  ...base,
  key: 'test.institution',
  columns: defineColumns({
    unitid: { meaning, identifying: 'none', format: { kind: 'digits', length: 6 } },
    student_id: { meaning, identifying: 'direct', format: { kind: 'digits', length: 4 } },
  }),
  rowKey: [],
  containers: [{ kind: 'delimited', delimiter: ',', header: 'required' }],
});

export const HEADER = 'student_id,last_name,ssn,grade,note\n';

/** A hub's edge in a folder of its own, with helpers to send it files. */
export interface EdgeBench {
  readonly folder: string;
  readonly warehouse: Warehouse;
  readonly deps: IngestDeps;
  /** Writes a file into the inbox. */
  file(name: string, content: string | Uint8Array): Promise<string>;
  request(path: string, contract: ExtractContract, changes?: Partial<IngestRequest>): IngestRequest;
  /** Everything a load can change. */
  state(): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openEdgeBench(contracts: readonly ExtractContract[]): Promise<EdgeBench> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-'));
  const warehouse = await openDuckDb({ path: join(folder, 'warehouse.duckdb'), spillDirectory: join(folder, 'spill') });
  await warehouse.execute(`ATTACH '${join(folder, 'vault.duckdb')}' AS vault`);
  await migrateStaging(warehouse, contracts);
  let now = Date.UTC(2026, 0, 5, 12);
  const deps: IngestDeps = {
    warehouse,
    landing: openLanding({ folder: join(folder, 'landing'), landingKey: new Uint8Array(32).fill(3) }),
    tokenKey: { id: 'key-1', key: new Uint8Array(32).fill(7) },
    clock: () => {
      now += 1000;
      return new Date(now);
    },
  };
  return {
    folder,
    warehouse,
    deps,
    file: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    request: (path, contract, changes = {}) => ({
      path,
      contract,
      period: contract.period === 'as-of' ? '2025-01-31' : '2025',
      submitter: '166629',
      actor: 'ada',
      runId: 'run-1',
      ...changes,
    }),
    state: async () => {
      const tables = [
        'hub.load',
        'quarantine.record',
        ...contracts.map(({ key }) => `staging.${key.replace('.', '_')}`),
        ...contracts.map(({ key }) => `vault.${key.replace('.', '_')}`),
      ];
      const rows: Row[] = [];
      for (const table of tables)
        rows.push(...(await warehouse.query(`SELECT '${table}' AS source, * FROM ${table} ORDER BY ALL`)));
      return rows;
    },
    close: async () => {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
