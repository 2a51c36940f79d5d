import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import type { RowRule } from '../../schemas/contract/rule.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { FileLayout } from '../containers/file-layout.ts';
import { icesaControlSql } from '../containers/icesa-sql.ts';
import { linesSql, recordsSql, type StretchTraits, stretchTraits } from '../containers/record-sql.ts';
import type { Stretch } from '../landing/file-pass.ts';
import { type TokenKey, tokenPads } from '../tokens/token-key.ts';
import { type CompiledContract, compileContract } from '../validation/compile-contract.ts';
import { maskedRowSql, maskSql } from '../validation/mask-sql.ts';

/** What a file's rows came to, judged by their contract. */
export interface EdgeSummary {
  readonly rows: number;
  readonly accepted: number;
  readonly quarantined: number;
  /** Comma-joined reasons → rows and the first lines that have them. */
  readonly combinations: readonly { readonly reasons: string; readonly rows: number; readonly first_line: number }[];
}

/**
 * A file's rows between reading and publishing: typed, tokenized and judged, in DuckDB's memory. Nothing of it can be
 * seen by a query on the warehouse, and it goes with `drop`.
 */
export interface EdgeTable {
  /** Qualified name, with `line_no`, `reasons`, `masked_line` and the stored columns. */
  readonly name: string;
  readonly controlName: string;
  add(stretch: Stretch): Promise<void>;
  /** Marks every row that repeats the row key of an earlier one. */
  markRepeated(): Promise<void>;
  summarize(): Promise<EdgeSummary>;
  drop(): Promise<void>;
}

export interface EdgeTableOptions {
  readonly contract: ExtractContract;
  readonly layout: FileLayout;
  readonly slotRules: readonly RowRule[];
  readonly tokenKey: TokenKey;
}

let created = 0;

export async function createEdgeTable(warehouse: Warehouse, options: EdgeTableOptions): Promise<EdgeTable> {
  const { contract, layout } = options;
  const compiled = compileContract({ columns: contract.columns, rules: [...contract.rules, ...options.slotRules] });
  const { stored } = compiled;
  created += 1;
  const name = `edge.load_${created}`;
  const controlName = `${name}_control`;
  await warehouse.execute("ATTACH IF NOT EXISTS ':memory:' AS edge");
  const columns = stored.map((column) => `${column.name} ${column.type}`);
  await warehouse.execute(
    `CREATE TABLE ${name} (line_no BIGINT, reasons VARCHAR, masked_line VARCHAR, row_key UBIGINT, ${columns.join(', ')})`,
  );
  if (layout.kind === 'icesa') {
    await warehouse.execute(
      `CREATE TABLE ${controlName} (line_no BIGINT, record_type VARCHAR, declared_employees BIGINT,
       declared_cents BIGINT, declared_employers BIGINT, employees BIGINT, cents HUGEINT)`,
    );
  }
  const pads = compiled.tokenizes ? tokenPads(options.tokenKey) : {};

  return {
    name,
    controlName,
    add: async (stretch) => {
      const body = { chunk: stretch.bytes.subarray(0, -1), first_line: stretch.firstLine };
      const traits = stretchTraits(stretch, layout);
      await warehouse.execute(insertSql(name, contract, layout, compiled, traits), { ...body, ...pads });
      if (layout.kind === 'icesa') {
        await warehouse.execute(`INSERT INTO ${controlName} ${icesaControlSql(linesSql(traits))}`, body);
      }
    },
    markRepeated: async () => {
      if (contract.rowKey.length > 0) await markRepeated(warehouse, name, contract, compiled);
    },
    summarize: () => summarize(warehouse, name),
    drop: async () => {
      await warehouse.execute(`DROP TABLE IF EXISTS ${name}`);
      await warehouse.execute(`DROP TABLE IF EXISTS ${controlName}`);
    },
  };
}

function insertSql(
  name: string,
  contract: ExtractContract,
  layout: FileLayout,
  compiled: CompiledContract,
  traits: StretchTraits,
): string {
  const stored = compiled.stored.map((column) => column.name);
  return `
INSERT INTO ${name}
SELECT
  line_no,
  reasons,
  CASE WHEN reasons IS NOT NULL THEN ${maskSql('line')} END,
  ${rowKeySql(contract, compiled)},
  ${stored.join(', ')}
FROM (${compiled.validate(recordsSql(contract, layout, traits), traits)})`;
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
  if (keys.length === 0) return 'NULL';
  return `CASE WHEN reasons IS NULL AND ${keys.map((key) => `${key} IS NOT NULL`).join(' AND ')} THEN hash(${keys.join(', ')}) END`;
}

async function markRepeated(
  warehouse: Warehouse,
  name: string,
  contract: ExtractContract,
  compiled: CompiledContract,
): Promise<void> {
  const keys = keyColumns(contract, compiled);
  const candidates = `SELECT row_key FROM ${name} WHERE row_key IS NOT NULL GROUP BY row_key HAVING count(*) > 1`;
  const found = await warehouse.query<{ candidates: number }>(`SELECT count(*) AS candidates FROM (${candidates})`);
  if (Number(found[0]?.candidates ?? 0) === 0) return;
  await warehouse.execute(`
UPDATE ${name}
SET reasons = 'row.repeated', masked_line = ${maskedRowSql(compiled.stored)}
WHERE line_no IN (
  SELECT line_no
  FROM (
    SELECT line_no, row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY line_no) AS occurrence
    FROM ${name}
    WHERE row_key IN (${candidates})
  )
  WHERE occurrence > 1
)`);
}

async function summarize(warehouse: Warehouse, name: string): Promise<EdgeSummary> {
  const combinations = await warehouse.query<{ reasons: string | null; rows: number; first_line: number }>(
    `SELECT reasons, count(*) AS rows, min(line_no) AS first_line FROM ${name} GROUP BY reasons ORDER BY rows DESC`,
  );
  const refused = combinations.flatMap(({ reasons, rows, first_line }) =>
    reasons === null ? [] : [{ reasons, rows: Number(rows), first_line: Number(first_line) }],
  );
  const accepted = Number(combinations.find(({ reasons }) => reasons === null)?.rows ?? 0);
  const quarantined = refused.reduce((sum, { rows }) => sum + rows, 0);
  return Object.freeze({ rows: accepted + quarantined, accepted, quarantined, combinations: refused });
}
