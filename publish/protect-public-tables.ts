import type { ReleasedTable } from '../disclosure/ledger/attack-release.ts';
import { type ProtectionReport, protectTables } from '../disclosure/protect-tables.ts';
import type { DisclosurePolicy } from '../schemas/disclosure/policy.ts';
import { ContractBreachError } from '../schemas/errors.ts';
import { publicColumns } from '../schemas/releases/columns.ts';
import type { NameLookups, PublicTableDefinition } from '../schemas/releases/define-public-table.ts';
import type { PublicTable } from '../schemas/releases/public-table.ts';
import { identifier } from '../warehouse/identifier.ts';
import { insertRows } from '../warehouse/insert-rows.ts';
import { alignTable, type ColumnChange } from '../warehouse/migrations/align-table.ts';
import type { TableObject } from '../warehouse/migrations/warehouse-object.ts';
import type { Row, Warehouse } from '../warehouse/warehouse.ts';

export interface ProtectPublicTablesDeps {
  readonly warehouse: Warehouse;
  readonly policy: DisclosurePolicy;
  /** Secret that decides between equal choices; kept with the hub's keys. */
  readonly tieBreakKey: string;
  /** What earlier releases showed, the newest first. @default none */
  readonly earlier?: readonly ReleasedTable[];
  /** Where the computing is done. @default `protectTables`, in this thread */
  readonly protect?: typeof protectTables;
}

export interface ProtectedPublicTables {
  readonly linkVersion: number;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** Private: it tells why each cell was withheld. */
  readonly report: ProtectionReport;
}

const SQL_TYPES = { text: 'TEXT', integer: 'INTEGER', bigint: 'BIGINT', double: 'DOUBLE' } as const;

/**
 * Protects `public_stage.<name>` of all tables together and replaces `public.<name>`, all in one transaction.
 * @throws ContractBreachError when the tables stand on different link versions, or a table does not add up as declared
 */
export async function protectPublicTables(
  deps: ProtectPublicTablesDeps,
  definitions: readonly PublicTableDefinition[],
): Promise<ProtectedPublicTables> {
  const { warehouse } = deps;
  const staged: (readonly Row[])[] = [];
  for (const { table } of definitions) {
    staged.push(await warehouse.query(`SELECT * FROM ${identifier(`public_stage.${table.name}`)}`));
  }
  const linkVersion = oneLinkVersion(definitions, staged);
  const names = await nameLookups(warehouse, definitions);
  const { tables, report } = await (deps.protect ?? protectTables)(
    [
      ...definitions.map(({ protection }, index) => ({ spec: protection, rows: staged[index]! })),
      ...(deps.earlier ?? []),
    ],
    deps.policy,
    { tieBreakKey: deps.tieBreakKey },
  );
  const changes: ColumnChange[] = [];
  for (const { table } of definitions) changes.push(await alignTable(warehouse, publicTableObject(table)));
  const written = warehouse.transaction(async (session) => {
    for (const [index, { table, attributes }] of definitions.entries()) {
      const columns = publicColumns(table);
      const rows = tables[index]!.rows.map((row) => ({
        ...row,
        ...attributes?.(row as Readonly<Record<string, string | number>>, names),
      }));
      await session.execute(`DELETE FROM ${identifier(`public.${table.name}`)}`);
      await insertRows(
        session,
        warehouse.dialect,
        `public.${table.name}`,
        publicTableObject(table).columns,
        rows.map((row) => [
          ...columns.map(({ name }) => ((row as Row)[name] as string | number | null) ?? null),
          linkVersion,
        ]),
      );
    }
  });
  await written.catch(async (error: unknown) => {
    for (const change of changes) await change.undo();
    throw error;
  });
  for (const change of changes) await change.keep();
  return { linkVersion, tables: tables.map(({ name, rows }) => ({ name, rows: rows.length })), report };
}

/** What is held ready of a public table for the next release. */
export function publicTableObject(table: PublicTable): TableObject {
  return Object.freeze({
    kind: 'table',
    name: `public.${table.name}`,
    columns: [
      ...publicColumns(table).map(({ name, type }) => ({ name, type: SQL_TYPES[type] })),
      { name: 'link_version', type: 'INTEGER' },
    ],
    rebuilt: true,
  });
}

function oneLinkVersion(definitions: readonly PublicTableDefinition[], staged: readonly (readonly Row[])[]): number {
  const versions = new Map<number, string>();
  staged.forEach((rows, index) => {
    for (const row of rows) versions.set(Number(row.link_version), definitions[index]!.table.name);
  });
  const [first] = versions.keys();
  if (versions.size === 1 && Number.isSafeInteger(first)) return first!;
  if (versions.size === 0) {
    throw new ContractBreachError('There is nothing to protect: every public table is empty', {
      hint: 'Build the tables of schema public_stage first.',
    });
  }
  throw new ContractBreachError('The public tables stand on different link versions', {
    hint: 'Rebuild the tables that stand on the older version.',
    fields: { versions: [...versions].map(([version, table]) => `${version} (${table})`) },
  });
}

async function nameLookups(warehouse: Warehouse, definitions: readonly PublicTableDefinition[]): Promise<NameLookups> {
  if (definitions.every(({ attributes }) => attributes === undefined)) return { collegeByCeeb: new Map() };
  const rows = await warehouse.query<{ ceeb_code: string; college_name: string }>(
    'SELECT ceeb_code, college_name FROM reference.college WHERE ceeb_code IS NOT NULL ORDER BY ceeb_code, college_name',
  );
  return { collegeByCeeb: new Map(rows.map((row) => [row.ceeb_code, row.college_name])) };
}
