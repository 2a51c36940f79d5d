import type { AssetGraph } from '../assets/asset-graph.ts';
import type { Asset } from '../assets/define-asset.ts';
import { LINK_VERSION_ASSET } from '../assets/linked-table.ts';
import { RELEASE_ASSET } from '../assets/public-tables.ts';
import { type LoadTables, loadTables } from '../extracts/loads/load-tables.ts';
import type { Identifying } from '../schemas/contract/column.ts';
import { UsageError } from '../schemas/errors.ts';
import { extractContracts } from '../schemas/extracts/index.ts';
import { publicTables } from '../schemas/releases/tables/index.ts';
import { duckdbDialect } from '../warehouse/duckdb/dialect.ts';
import type { QueryParser } from '../warehouse/lineage/parse-query.ts';
import type { ColumnSource, How } from '../warehouse/lineage/sources.ts';
import { type QueryLineage, traceColumns } from '../warehouse/lineage/trace-columns.ts';
import { readSql } from '../warehouse/sql-file.ts';

export interface AssetColumn {
  readonly asset: string;
  readonly column: string;
}

/** A column of files that says who somebody is, directly or by being rare. */
export interface IdentifyingColumn extends AssetColumn {
  readonly identifying: Exclude<Identifying, 'none'>;
}

export interface ColumnLineage {
  readonly column: string;
  /** How it is known: read from the SQL; declared, where code makes the column; or the files themselves. */
  readonly known: 'sql' | 'declared' | 'file';
  readonly from: readonly (AssetColumn & { readonly how: How })[];
  /** Identifying columns that it stands on in the end, through whatever lies between. */
  readonly identifying: readonly IdentifyingColumn[];
}

export interface AssetLineage {
  readonly asset: string;
  readonly columns: readonly ColumnLineage[];
  /** Columns that decide which rows there are, by conditions, joins and groups. */
  readonly rowsBy: readonly AssetColumn[];
  /** Names in the SQL whose meaning could not be told. */
  readonly unresolved: readonly string[];
}

/** Follows the columns of assets back; what was followed once is remembered. */
export interface LineageReader {
  /** @throws UsageError when there is no such asset */
  read(assetKey: string): Promise<AssetLineage>;
}

const ENTITIES = 'linkage.entities';
const PROTECTED = 'public.tables';
/** What of a link version says who somebody is: everything that entities are told apart by. */
const PERSON_KEY = 'person_key';

export function lineageReader(graph: AssetGraph, parser: QueryParser): LineageReader {
  const known = new Map<string, Promise<AssetLineage>>();
  const places = tablePlaces(graph);

  const read = (key: string): Promise<AssetLineage> => {
    const found = known.get(key) ?? trace(assetOf(graph, key));
    known.set(key, found);
    return found;
  };

  const trace = async (asset: Asset): Promise<AssetLineage> => {
    const { maker, key } = asset;
    if (maker.kind === 'sql') return fromSql(asset, await queryLineage(maker.file));
    if (asset.kind === 'load') return fromFiles(asset);
    if (key === ENTITIES) return entities(asset);
    if (key === LINK_VERSION_ASSET) return linkVersion(asset);
    if (key === PROTECTED || key === RELEASE_ASSET) return publicColumns(asset);
    return whole(
      key,
      (asset.contract?.columns ?? []).map(({ name }) => ({ column: name, known: 'file' as const, from: [] })),
    );
  };

  const queryLineage = async (file: string): Promise<QueryLineage> =>
    traceColumns(await parser.parse(await readSql(file, duckdbDialect)), places);

  const fromSql = async (asset: Asset, lineage: QueryLineage): Promise<AssetLineage> => {
    const made = new Set((asset.contract?.columns ?? []).map(({ name }) => name));
    return {
      ...(await whole(
        asset.key,
        lineage.columns
          .filter(({ name }) => made.has(name))
          .map(({ name, from }) => ({ column: name, known: 'sql' as const, from: places.sources(from) })),
      )),
      rowsBy: distinct(places.sources(lineage.rowsBy).map(({ asset: of, column }) => ({ asset: of, column }))),
      unresolved: lineage.unresolved,
    };
  };

  const fromFiles = (asset: Asset): AssetLineage => {
    const columns = places.storedColumns(asset.key).map(({ name, identifying }) => ({
      column: name,
      known: 'file' as const,
      from: [],
      identifying: identifying === 'none' ? [] : [{ asset: asset.key, column: name, identifying }],
    }));
    return { asset: asset.key, columns, rowsBy: [], unresolved: [] };
  };

  /** The same columns of every extract that has people in it, by the SQL that reads who its rows are about. */
  const entities = async (asset: Asset): Promise<AssetLineage> => {
    const extracts = asset.upstream
      .map(({ key }) => key.replace(/^load\./, ''))
      .filter((key) => extractContracts.has(key));
    const lineages = await Promise.all(
      extracts.map((extract) => queryLineage(`linkage/identity/${extract.replace('.', '_')}.sql`)),
    );
    const names = [...new Set(lineages.flatMap(({ columns }) => columns.map(({ name }) => name)))];
    return {
      ...(await whole(
        asset.key,
        names.map((name) => ({
          column: name,
          known: 'sql' as const,
          from: lineages.flatMap(({ columns }) =>
            places.sources(columns.filter((column) => column.name === name).flatMap(({ from }) => from)),
          ),
        })),
      )),
      unresolved: lineages.flatMap(({ unresolved }) => unresolved),
    };
  };

  const linkVersion = async (asset: Asset): Promise<AssetLineage> => {
    const { columns } = await read(ENTITIES);
    const from = columns
      .filter(({ column }) => column !== 'load_id' && column !== 'line_no')
      .map(({ column }) => ({ asset: ENTITIES, column, how: 'derived' as const }));
    return whole(asset.key, [{ column: PERSON_KEY, known: 'declared', from }]);
  };

  /** Disclosure control decides about cells, so that no text says it: each public column comes from its aggregates. */
  const publicColumns = async (asset: Asset): Promise<AssetLineage> =>
    whole(
      asset.key,
      publicTables.flatMap(({ table, stage }) => {
        const measured = stage.columns.filter(
          ({ name }) => !stage.primaryKey.includes(name) && name !== 'link_version',
        );
        const dimensions = table.dimensions.filter(({ name }) => stage.primaryKey.includes(name));
        const from = (names: readonly string[], how: How) =>
          asset.key === RELEASE_ASSET
            ? names.map((name) => ({ asset: PROTECTED, column: `${table.name}.${name}`, how: 'same' as const }))
            : names.map((name) => ({ asset: stage.table, column: name, how }));
        return [
          ...dimensions.map(({ name }) => ({
            column: `${table.name}.${name}`,
            known: 'declared' as const,
            from: from([name], 'same'),
          })),
          ...table.measures.map(({ name }) => ({
            column: `${table.name}.${name}`,
            known: 'declared' as const,
            from:
              asset.key === RELEASE_ASSET
                ? from([name], 'same')
                : from(
                    measured.map((one) => one.name),
                    'derived',
                  ),
          })),
        ];
      }),
    );

  const whole = async (
    asset: string,
    columns: readonly Omit<ColumnLineage, 'identifying'>[],
  ): Promise<AssetLineage> => ({
    asset,
    columns: await Promise.all(
      columns.map(async (column) => ({ ...column, identifying: await identifyingOf(column.from) })),
    ),
    rowsBy: [],
    unresolved: [],
  });

  const identifyingOf = async (from: readonly AssetColumn[]): Promise<readonly IdentifyingColumn[]> => {
    const found = await Promise.all(
      from.map(async ({ asset, column }) => {
        if (!graph.assets.has(asset)) return [];
        const { columns } = await read(asset);
        return columns.find((one) => one.column === column)?.identifying ?? [];
      }),
    );
    return distinct(found.flat());
  };

  return Object.freeze({ read });
}

interface StoredName {
  readonly name: string;
  readonly identifying: Identifying;
}

/** Which asset a table belongs to, and the columns it has. */
function tablePlaces(graph: AssetGraph) {
  const loads = new Map<string, string>();
  const columns = new Map<string, readonly string[]>();
  const stored = new Map<string, readonly StoredName[]>();
  for (const asset of graph.assets.values()) {
    if (asset.contract !== undefined)
      columns.set(
        asset.contract.table,
        asset.contract.columns.map(({ name }) => name),
      );
  }
  for (const contract of extractContracts.values()) {
    const asset = `load.${contract.key}`;
    const tables: LoadTables = loadTables(contract);
    const names = (of: LoadTables['stagingColumns']) => ['load_id', 'line_no', ...of.map(({ name }) => name)];
    const add = (table: string, has: readonly string[]) => {
      loads.set(table, asset);
      columns.set(table, has);
    };
    add(tables.staging, names(tables.stagingColumns));
    add(tables.currentView, [...names(tables.stagingColumns), 'load_period', 'load_submitter']);
    if (tables.vault !== undefined) add(tables.vault, names(tables.vaultColumns));
    stored.set(
      asset,
      [...tables.vaultColumns, ...tables.stagingColumns].map(({ name, source }) => ({
        name,
        identifying: tables.vaultColumns.some((column) => column.name === name) ? 'direct' : source.identifying,
      })),
    );
  }
  const assetOfTable = (table: string): string => {
    if (graph.assets.has(table)) return table;
    const load = loads.get(table);
    if (load !== undefined) return load;
    if (table.startsWith('vault.')) return ENTITIES;
    return table.startsWith('linkage.') ? LINK_VERSION_ASSET : table;
  };
  return {
    columnsOf: (table: string) => columns.get(table),
    isLookup: (table: string) => graph.assets.get(table)?.kind === 'reference',
    storedColumns: (asset: string) => stored.get(asset) ?? [],
    sources: (from: readonly ColumnSource[]) =>
      distinct(from.map(({ table, column, how }) => ({ asset: assetOfTable(table), column, how }))),
  };
}

function assetOf(graph: AssetGraph, key: string): Asset {
  const asset = graph.assets.get(key);
  if (asset !== undefined) return asset;
  throw new UsageError(`There is no asset ${key}`, { hint: 'hub assets list shows all.' });
}

function distinct<T extends AssetColumn>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [`${one.asset}\0${one.column}`, one])).values()];
}
