import type { Asset } from '../assets/define-asset.ts';
import type { PartitionRange } from '../assets/partitions/partition-range.ts';
import type { TableContract } from '../schemas/contract/table-contract.ts';
import { ConflictError, ContractBreachError, InvariantError } from '../schemas/errors.ts';
import { linkedTables } from '../schemas/tables/linked-tables.ts';
import { defaultTableParameters } from '../schemas/tables/parameters.ts';
import { identifier, identifierList } from '../warehouse/identifier.ts';
import { alignTable } from '../warehouse/migrations/align-table.ts';
import { contractTable } from '../warehouse/migrations/contract-table.ts';
import { schemaOf } from '../warehouse/migrations/warehouse-object.ts';
import { readSql } from '../warehouse/sql-file.ts';
import type { Session, SqlParameters, Warehouse } from '../warehouse/warehouse.ts';
import { boundParameters } from './bound-parameters.ts';
import { type CheckResult, checkTable, inPartitions, type PartitionRows, partitionColumn } from './check-table.ts';

export interface BuildTableOptions {
  /** The link version the rows will stand on. */
  readonly linkVersion: number;
  /** Run that asks for it, for errors and the record. */
  readonly runId: string;
  /** Bound into the SQL by name, over the defaults of `schemas/tables/parameters.ts`. @default {} */
  readonly parameters?: SqlParameters;
  /** The partitions to replace, by their places on the table's axis; all other rows stay. @default all rows there are */
  readonly range?: PartitionRange | undefined;
  /** Receives the results of all checks, also of those that stop the build. */
  readonly onChecks?: (checks: readonly CheckResult[]) => void | Promise<void>;
}

export interface BuiltTable {
  readonly table: string;
  readonly linkVersion: number;
  readonly rows: number;
  /** Rows of the table that these replaced. */
  readonly rowsBefore: number;
  readonly checks: readonly CheckResult[];
}

/**
 * Replaces the rows of a table, or those of some of its partitions, in one transaction: the old ones are deleted, the new ones inserted and checked where
 * nobody else sees them yet, and the transaction commits only when no blocking check fails. Rows are written once.
 * @throws ContractBreachError when a blocking check fails; the live rows stay as they were.
 * @throws ConflictError when a table it reads is missing or stands on another link version, or the table's other
 *   partitions do.
 */
export async function buildTable(warehouse: Warehouse, asset: Asset, options: BuildTableOptions): Promise<BuiltTable> {
  const contract = contractOf(asset);
  const sql = await sqlOf(warehouse, asset);
  const parameters = { ...defaultTableParameters, ...options.parameters, link_version: options.linkVersion };
  return await warehouse.session(async (session) => {
    await requireUpstream(warehouse, session, asset, options.linkVersion);
    const columns = await alignTable(warehouse, contractTable(contract));
    const built = await writeChecked(warehouse, asset, sql, parameters, options).catch(async (error: unknown) => {
      await columns.undo();
      throw error;
    });
    await columns.keep();
    return built;
  });
}

function writeChecked(
  warehouse: Warehouse,
  asset: Asset,
  sql: string,
  parameters: SqlParameters,
  options: BuildTableOptions,
): Promise<BuiltTable> {
  const contract = contractOf(asset);
  const partitions = rowsOf(asset, options.range);
  return warehouse.transaction(async (transaction) => {
    if (partitions !== undefined) await requireOneVersion(transaction, asset, partitions, options.linkVersion);
    const rowsBefore = await transaction.execute(`DELETE FROM ${identifier(contract.table)}${where(partitions)}`);
    const rows = await fill(transaction, contract, sql, parameters, partitions);
    const target = { table: contract.table, dialect: warehouse.dialect, parameters, rows: partitions };
    const checks = await checkTable(transaction, asset, target);
    await options.onChecks?.(checks);
    refuseBroken(asset, checks, options);
    return Object.freeze({ table: contract.table, linkVersion: options.linkVersion, rows, rowsBefore, checks });
  });
}

function contractOf(asset: Asset): TableContract {
  const { contract } = asset;
  if (contract === undefined) throw new InvariantError(`Asset ${asset.key} has no table contract to build to`);
  const named = contract.columns.filter((column) => column.identifying === 'direct').map((column) => column.name);
  if (named.length > 0) {
    throw new InvariantError(`Table ${contract.table} would hold columns that name people`, {
      hint: 'Names, birth dates, agency ids and SSN tokens stay in the vault; join by person_key.',
      fields: { columns: named },
    });
  }
  return contract;
}

function sqlOf(warehouse: Warehouse, asset: Asset): Promise<string> {
  if (asset.maker.kind !== 'sql') throw new InvariantError(`Asset ${asset.key} is not made by SQL`);
  return readSql(asset.maker.file, warehouse.dialect);
}

function rowsOf(asset: Asset, range: PartitionRange | undefined): PartitionRows | undefined {
  if (range === undefined) return undefined;
  const column = partitionColumn(asset);
  if (column === undefined) throw new InvariantError(`Table ${asset.key} has no column of partitions`);
  return { column, ...range };
}

function where(partitions: PartitionRows | undefined): string {
  return partitions === undefined ? '' : ` WHERE ${inPartitions(partitions)}`;
}

/** No table may mix link versions, so partitions are replaced only beside others of the same. */
async function requireOneVersion(
  transaction: Session,
  asset: Asset,
  partitions: PartitionRows,
  linkVersion: number,
): Promise<void> {
  const { table, columns } = contractOf(asset);
  if (!columns.some(({ name }) => name === 'link_version')) return;
  const [row] = await transaction.query<{ others: number }>(
    `SELECT COUNT(*) AS others FROM ${identifier(table)}
    WHERE link_version <> CAST($link_version AS INTEGER)
      AND (${identifier(partitions.column)} IS NULL OR NOT (${inPartitions(partitions)}))`,
    { link_version: linkVersion },
  );
  if (Number(row?.others ?? 0) === 0) return;
  throw new ConflictError(`Other partitions of ${asset.key} stand on another link version`, {
    hint: `Make all of them on link version ${linkVersion}: leave --partition out.`,
    fields: { asset: asset.key, link_version: linkVersion },
  });
}

function fill(
  transaction: Session,
  contract: TableContract,
  sql: string,
  parameters: SqlParameters,
  partitions: PartitionRows | undefined,
): Promise<number> {
  const names = contract.columns.map((column) => column.name);
  return transaction.execute(
    `INSERT INTO ${identifier(contract.table)} (${identifierList(names)})
    SELECT ${identifierList(names, 'made')} FROM (\n${sql.trim().replace(/;$/, '')}\n) AS made${where(partitions)}`,
    boundParameters(sql, parameters),
  );
}

/** No table may mix link versions, so every linked table it reads must stand on the one being built. */
async function requireUpstream(
  warehouse: Warehouse,
  session: Session,
  asset: Asset,
  linkVersion: number,
): Promise<void> {
  const linked = asset.upstream.filter(({ key }) => linkedTables.has(key));
  const schemas = new Set(linked.map(({ key }) => schemaOf(key)));
  const built = new Map<string, ReadonlyMap<string, unknown>>();
  for (const schema of schemas) built.set(schema, await warehouse.tableColumns(schema));
  for (const { key } of linked) {
    const [schema = '', name = ''] = key.split('.');
    if (built.get(schema)?.has(name) !== true) {
      throw new ConflictError(`Asset ${asset.key} reads ${key}, which has not been built`, {
        hint: `Build it first: select +${asset.key} to build it with all that it reads.`,
        fields: { asset: asset.key, upstream: key },
      });
    }
    const [row] = await session.query<{ others: number }>(
      `SELECT COUNT(*) AS others FROM ${identifier(key)} WHERE link_version <> CAST($link_version AS INTEGER)`,
      { link_version: linkVersion },
    );
    if (Number(row?.others ?? 0) > 0) {
      throw new ConflictError(`Asset ${asset.key} reads ${key}, which stands on another link version`, {
        hint: `Build it again on link version ${linkVersion}: select +${asset.key}.`,
        fields: { asset: asset.key, upstream: key, link_version: linkVersion },
      });
    }
  }
}

function refuseBroken(asset: Asset, checks: readonly CheckResult[], options: BuildTableOptions): void {
  const broken = checks.filter((check) => check.blocking && !check.passed);
  if (broken.length === 0) return;
  const list = broken.map((check) => `${check.name} (${check.failed})`).join(', ');
  throw new ContractBreachError(`Table ${asset.key} failed ${broken.length} of ${checks.length} checks: ${list}`, {
    hint: 'Yesterday’s rows are still in place. Look at the failing checks, then mend the input or the rule.',
    fields: { asset: asset.key, run_id: options.runId, checks: broken.map((check) => check.name) },
  });
}
