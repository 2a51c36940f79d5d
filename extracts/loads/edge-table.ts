import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { icesaControlSql } from '../containers/icesa-sql.ts';
import { linesSql, partsText, recordsSql, type StretchTraits, stretchTraits } from '../containers/record-sql.ts';
import { type TokenKey, tokenPads } from '../tokens/token-key.ts';
import { type CompiledContract, compileContract } from '../validation/compile-contract.ts';
import { maskedRowSql, maskSql } from '../validation/mask-sql.ts';
import { readTrailers, type TrailerFacts } from './check-trailers.ts';
import type { SharedStretch } from './shared-stretch.ts';
import { type Slot, slotJudgments } from './slot.ts';

/** What a file's rows came to, judged by their contract. */
export interface EdgeSummary {
  readonly rows: number;
  readonly accepted: number;
  readonly quarantined: number;
  /** Comma-joined reasons → rows and the first lines that have them. */
  readonly combinations: readonly ReasonCount[];
}

export interface ReasonCount {
  readonly reasons: string;
  readonly rows: number;
  readonly first_line: number;
}

/**
 * The rows of files between reading and publishing: typed, tokenized and judged, in DuckDB's memory. Nothing of it can
 * be seen by a query on the warehouse, and it goes with `drop`. Files are told apart by `file_no`, from 1.
 */
export interface EdgeTable {
  /** Qualified name, with `file_no`, `line_no`, `reasons`, `masked_line` and the stored columns. */
  readonly name: string;
  add(stretch: SharedStretch): Promise<void>;
  /** After all were added: marks the rows that repeat the row key of an earlier one. */
  seal(): Promise<void>;
  /** What became of each file's rows, by `file_no`; files without rows are left out. */
  summarize(): Promise<ReadonlyMap<number, EdgeSummary>>;
  /** The control records of ICESA files, by `file_no`. */
  trailers(): Promise<ReadonlyMap<number, TrailerFacts>>;
  /** Frees its memory; where a cancellation prevents it, the next edge table does. */
  drop(): Promise<void>;
}

export interface EdgeTableOptions {
  readonly contract: ExtractContract;
  /** Of the files, by `file_no` from 1. */
  readonly slots: readonly Slot[];
  readonly tokenKey: TokenKey;
}

let created = 0;

/** What could not be dropped, as after a cancellation, which lets no further statement run. */
const left = new WeakMap<Warehouse, readonly string[]>();

async function drop(warehouse: Warehouse, objects: readonly string[]): Promise<void> {
  for (const [index, object] of objects.entries()) {
    try {
      await warehouse.execute(`DROP ${object}`);
    } catch (error) {
      left.set(warehouse, [...(left.get(warehouse) ?? []), ...objects.slice(index)]);
      throw error;
    }
  }
}

async function dropLeft(warehouse: Warehouse): Promise<void> {
  const objects = left.get(warehouse) ?? [];
  left.delete(warehouse);
  await drop(warehouse, objects);
}

export async function createEdgeTable(warehouse: Warehouse, options: EdgeTableOptions): Promise<EdgeTable> {
  const { contract, slots } = options;
  const compiled = compileContract(contract, slotJudgments(contract, slots));
  const { stored } = compiled;
  created += 1;
  const name = `edge.load_${created}`;
  const controlName = `${name}_control`;
  await warehouse.execute("ATTACH IF NOT EXISTS ':memory:' AS edge");
  await dropLeft(warehouse);
  const columns = stored.map((column) => `${column.name} ${column.type}`);
  await warehouse.execute(
    `CREATE TABLE ${name} (file_no BIGINT, line_no BIGINT, reasons VARCHAR, masked_line VARCHAR, row_key UBIGINT,
     ${columns.join(', ')})`,
  );
  const controlled = contract.containers.some((container) => container.kind === 'icesa');
  if (controlled) {
    await warehouse.execute(
      `CREATE TABLE ${controlName} (file_no BIGINT, line_no BIGINT, record_type VARCHAR, declared_employees BIGINT,
       declared_cents BIGINT, declared_employers BIGINT, employees BIGINT, cents HUGEINT)`,
    );
  }
  const pads = compiled.tokenizes ? tokenPads(options.tokenKey) : {};

  return {
    name,
    add: async (stretch) => {
      const { layout } = stretch;
      const body = { chunk: stretch.bytes.subarray(0, -1), parts: partsText(stretch.parts) };
      const traits = stretchTraits(stretch, layout);
      const rows = judgedSql(contract, compiled, recordsSql(contract, layout, traits), traits);
      await warehouse.execute(`INSERT INTO ${name} ${rows}`, { ...body, ...pads });
      if (layout.kind === 'icesa') {
        await warehouse.execute(`INSERT INTO ${controlName} ${icesaControlSql(linesSql(traits))}`, body);
      }
    },
    seal: async () => {
      if (contract.rowKey.length > 0) await markRepeated(warehouse, name, contract, compiled);
    },
    summarize: () => summarize(warehouse, name),
    trailers: async () => (controlled ? readTrailers(warehouse, controlName) : new Map<number, TrailerFacts>()),
    drop: () =>
      drop(
        warehouse,
        [name, `${name}_repeated`, controlName].map((table) => `TABLE IF EXISTS ${table}`),
      ),
  };
}

function judgedSql(
  contract: ExtractContract,
  compiled: CompiledContract,
  records: string,
  traits: StretchTraits,
): string {
  const stored = compiled.stored.map((column) => column.name);
  return `
SELECT
  file_no,
  line_no,
  reasons,
  CASE WHEN reasons IS NOT NULL THEN ${maskSql('line')} END AS masked_line,
  ${rowKeySql(contract, compiled)} AS row_key,
  ${stored.join(', ')}
FROM (${compiled.validate(records, traits)})`;
}

/** Stored names of the row key's columns. */
function keyColumns(contract: ExtractContract, compiled: CompiledContract): readonly string[] {
  return contract.rowKey.flatMap((key) => {
    const column = compiled.stored.find((candidate) => candidate.source.name === key);
    return column === undefined ? [] : [column.name];
  });
}

/** A hash of the row key, to find candidates for repeats cheaply. Null for rows refused or without a whole key. */
function rowKeySql(contract: ExtractContract, compiled: CompiledContract): string {
  const keys = keyColumns(contract, compiled);
  if (keys.length === 0) return 'CAST(NULL AS UBIGINT)';
  const whole = keys.map((key) => `${key} IS NOT NULL`).join(' AND ');
  return `CASE WHEN reasons IS NULL AND ${whole} THEN hash(file_no, ${keys.join(', ')}) END`;
}

async function markRepeated(
  warehouse: Warehouse,
  name: string,
  contract: ExtractContract,
  compiled: CompiledContract,
): Promise<void> {
  const keys = ['file_no', ...keyColumns(contract, compiled)];
  const candidates = `SELECT row_key FROM ${name} WHERE row_key IS NOT NULL GROUP BY row_key HAVING count(*) > 1`;
  const found = await warehouse.query<{ candidates: number }>(`SELECT count(*) AS candidates FROM (${candidates})`);
  if (Number(found[0]?.candidates ?? 0) === 0) return;
  await warehouse.execute(`
CREATE TABLE ${name}_repeated AS
SELECT file_no, line_no
FROM (
  SELECT file_no, line_no, row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY line_no) AS occurrence
  FROM ${name}
  WHERE row_key IN (${candidates})
)
WHERE occurrence > 1`);
  await warehouse.execute(`
UPDATE ${name} AS judged
SET reasons = 'row.repeated', masked_line = ${maskedRowSql(compiled.stored)}
FROM ${name}_repeated AS repeated
WHERE judged.file_no = repeated.file_no AND judged.line_no = repeated.line_no`);
}

async function summarize(warehouse: Warehouse, name: string): Promise<ReadonlyMap<number, EdgeSummary>> {
  const counts = await warehouse.query<{ file_no: number; reasons: string | null; rows: number; first_line: number }>(
    `SELECT file_no, reasons, count(*) AS rows, min(line_no) AS first_line
     FROM ${name}
     GROUP BY file_no, reasons
     ORDER BY file_no, rows DESC, reasons`,
  );
  const refused = new Map<number, ReasonCount[]>();
  const accepted = new Map<number, number>();
  for (const { file_no, reasons, rows, first_line } of counts) {
    const fileNo = Number(file_no);
    const combinations = refused.get(fileNo) ?? [];
    refused.set(fileNo, combinations);
    if (reasons === null) accepted.set(fileNo, Number(rows));
    else combinations.push({ reasons, rows: Number(rows), first_line: Number(first_line) });
  }
  return new Map(
    [...refused].map(([fileNo, combinations]) => [fileNo, summary(accepted.get(fileNo) ?? 0, combinations)]),
  );
}

function summary(accepted: number, combinations: readonly ReasonCount[]): EdgeSummary {
  const quarantined = combinations.reduce((sum, { rows }) => sum + rows, 0);
  return Object.freeze({ rows: accepted + quarantined, accepted, quarantined, combinations });
}

/** Of a file in which no line was found. */
export const NO_ROWS: EdgeSummary = summary(0, []);
