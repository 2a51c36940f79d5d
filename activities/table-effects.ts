import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import type { TableContract } from '../schemas/contract/table-contract.ts';
import type { TableEffect, TableMeasure } from '../schemas/link-versions.ts';
import { linkedTables } from '../schemas/tables/linked-tables.ts';
import { defaultTableParameters } from '../schemas/tables/parameters.ts';
import { identifierList } from '../warehouse/identifier.ts';
import { readSql } from '../warehouse/sql-file.ts';
import type { Session, SqlParameters, Warehouse } from '../warehouse/warehouse.ts';
import { boundParameters } from './bound-parameters.ts';

const RECORD_PERSON = 'linkage.record_person';

/**
 * What the linked tables would come to on either of two link versions: each is built twice from the data of now, into
 * temporary tables of one session, which nobody else sees and no live row comes from.
 */
export async function tableEffects(
  warehouse: Warehouse,
  graph: AssetGraph,
  versions: { readonly from: number; readonly to: number },
  parameters: SqlParameters = {},
): Promise<readonly TableEffect[]> {
  const assets = graph.order
    .map((key) => graph.assets.get(key) as Asset)
    .filter(({ key, maker }) => linkedTables.has(key) && maker.kind === 'sql');
  const measured = async (version: number) =>
    warehouse.session((session) => measureTables(warehouse, session, assets, version, parameters));
  const before = await measured(versions.from);
  const after = await measured(versions.to);
  return assets.map(({ key }, index) => {
    const [old, now] = [before[index]!, after[index]!];
    return {
      table: key,
      rows: { before: old.rows, after: now.rows },
      persons: old.persons === null || now.persons === null ? null : { before: old.persons, after: now.persons },
      measures: old.measures.map(
        ({ name, value }, at): TableMeasure => ({ name, before: value, after: now.measures[at]!.value }),
      ),
    };
  });
}

interface Measured {
  readonly rows: number;
  readonly persons: number | null;
  readonly measures: readonly { readonly name: string; readonly value: number | null }[];
}

async function measureTables(
  warehouse: Warehouse,
  session: Session,
  assets: readonly Asset[],
  version: number,
  parameters: SqlParameters,
): Promise<readonly Measured[]> {
  const own = new Map([[RECORD_PERSON, temporaryName(RECORD_PERSON)]]);
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${temporaryName(RECORD_PERSON)} AS
    SELECT
      crosswalk.link_version, crosswalk.person_key, entity_record.source,
      entity_record.extract, entity_record.load_id, entity_record.line_no
    FROM linkage.crosswalk AS crosswalk
    JOIN linkage.entity_record AS entity_record ON entity_record.entity_id = crosswalk.entity_id
    WHERE crosswalk.link_version = $link_version`,
    { link_version: version },
  );
  const all = { ...defaultTableParameters, ...parameters, link_version: version };
  const measured: Measured[] = [];
  for (const { key, contract, maker } of assets) {
    if (contract === undefined || maker.kind !== 'sql') continue;
    const text = (await readSql(maker.file, warehouse.dialect)).trim().replace(/;$/, '');
    const sql = replaceTables(text, own);
    const table = temporaryName(key);
    await session.execute(
      `CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT ${identifierList(
        contract.columns.map(({ name }) => name),
        'made',
      )} FROM (\n${sql}\n) AS made`,
      boundParameters(sql, all),
    );
    own.set(key, table);
    measured.push(await measure(session, contract, table));
  }
  return measured;
}

function temporaryName(table: string): string {
  return `link_effect_${table.replace('.', '_')}`;
}

/** Has a query read other tables in the place of those named. One without an alias keeps its name for its columns. */
export function replaceTables(sql: string, tables: ReadonlyMap<string, string>): string {
  return sql.replaceAll(/\b([a-z_]+)\.([a-z][a-z0-9_]*)\b(\s+AS\b)?/g, (found, schema: string, name: string, alias) => {
    const table = tables.get(`${schema}.${name}`);
    if (table === undefined) return found;
    return `${table}${alias ?? ` AS ${name}`}`;
  });
}

/** The share of rows for which a flag holds, and the mean of an amount. */
async function measure(session: Session, contract: TableContract, table: string): Promise<Measured> {
  const columns = contract.columns.filter(({ type }) => type === 'boolean' || type === 'decimal');
  const persons = contract.columns.some(({ name }) => name === 'person_key');
  const means = columns.map(({ name, type }, index) => {
    const value = type === 'boolean' ? `CASE WHEN ${name} THEN 1 WHEN NOT ${name} THEN 0 END` : name;
    return `AVG(CAST(${value} AS DOUBLE)) AS m${index}`;
  });
  const [row] = await session.query<Record<string, number | null>>(
    `SELECT ${['COUNT(*) AS found', `${persons ? 'COUNT(DISTINCT person_key)' : 'NULL'} AS persons`, ...means].join(', ')} FROM ${table}`,
  );
  const rounded = (value: number | null | undefined) =>
    value === null || value === undefined ? null : Number(value.toPrecision(6));
  return {
    rows: row?.found ?? 0,
    persons: row?.persons ?? null,
    measures: columns.map(({ name }, index) => ({ name, value: rounded(row?.[`m${index}`]) })),
  };
}
