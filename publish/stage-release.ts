import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ContractBreachError } from '../schemas/errors.ts';
import { publicColumns } from '../schemas/releases/columns.ts';
import type { PublicTable } from '../schemas/releases/public-table.ts';
import type { ReleaseOrganization, ReleaseTable, StagedRelease } from '../schemas/releases/release-manifest.ts';
import { identifier, identifierList } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { checkTableFiles } from './check-table-files.ts';
import { codebookJson, dataPackageJson, dictionaryCsv, json, methodMarkdown } from './export/describe-table.ts';
import { fileSelection } from './export/file-selection.ts';
import { writeTableFiles } from './export/table-file-writer.ts';
import { type ReleaseFile, releaseFile, writeReleaseFile } from './release-file.ts';
import { stagedFolder, stagedManifestPath } from './release-folders.ts';

export interface StageReleaseDeps {
  readonly warehouse: Session;
  /** `DATA/releases`. */
  readonly releasesFolder: string;
  readonly now: () => Date;
  /** Of the code that made the tables. */
  readonly codeVersion: string;
}

export interface StageReleaseRequest {
  readonly tables: readonly PublicTable[];
  readonly organizations: readonly ReleaseOrganization[];
  /** True when the people are invented. */
  readonly synthetic: boolean;
  /** By table name. @default none */
  readonly matchRates?: Readonly<Record<string, ReleaseTable['matchRates']>>;
}

/**
 * Writes the files of a release from `public.*` into a staged folder, reads them back and checks them. Nothing outside
 * can see it before {@link publishRelease}.
 * @throws ContractBreachError when the tables stand on different link versions or hold nothing
 * @throws ReleaseCheckError when a file does not hold what it should
 */
export async function stageRelease(deps: StageReleaseDeps, request: StageReleaseRequest): Promise<StagedRelease> {
  const linkVersion = await commonLinkVersion(deps.warehouse, request.tables);
  const createdAt = deps.now().toISOString();
  const working = join(deps.releasesFolder, `.working-${randomUUID()}`);
  await mkdir(working, { recursive: true });
  try {
    const tables: ReleaseTable[] = [];
    for (const table of request.tables) {
      tables.push(await writeTable(deps, working, table, request.matchRates?.[table.name] ?? []));
    }
    const organizations = await writeReleaseFile(working, 'organizations.json', json(request.organizations));
    const id = `${compactTime(createdAt)}-${contentHash([...tables.flatMap(filesOf), organizations])}`;
    const dataPackage = await writeReleaseFile(
      working,
      'datapackage.json',
      dataPackageJson(
        { id, createdAt, synthetic: request.synthetic },
        tables.map((table) => ({ table, csvPath: table.csv.path, sha256: table.csv.sha256, bytes: table.csv.bytes })),
      ),
    );
    const staged: StagedRelease = {
      schemaVersion: 1,
      id,
      createdAt,
      synthetic: request.synthetic,
      linkVersion,
      codeVersion: deps.codeVersion,
      tables,
      organizations,
      dataPackage,
    };
    const folder = stagedFolder(deps.releasesFolder, id);
    await mkdir(join(folder, '..'), { recursive: true });
    await writeReleaseFile(working, stagedManifestPath, json(staged));
    await rm(folder, { recursive: true, force: true });
    await rename(working, folder);
    return Object.freeze(staged);
  } catch (error) {
    await rm(working, { recursive: true, force: true });
    throw error;
  }
}

async function commonLinkVersion(warehouse: Session, tables: readonly PublicTable[]): Promise<number> {
  const versions = new Map<number, string>();
  for (const { name } of tables) {
    const rows = await warehouse.query<{ link_version: number }>(
      `SELECT DISTINCT link_version FROM ${identifier(`public.${name}`)} ORDER BY link_version`,
    );
    for (const row of rows) versions.set(row.link_version, name);
  }
  if (versions.size === 1) return [...versions.keys()][0]!;
  if (versions.size === 0) {
    throw new ContractBreachError('There is nothing to release: every public table is empty', {
      hint: 'Protect the public tables first.',
    });
  }
  throw new ContractBreachError('A release may not mix tables of different link versions', {
    hint: 'Rebuild and protect all public tables on the promoted version.',
    fields: { versions: [...versions].map(([version, table]) => `${version} (${table})`) },
  });
}

async function writeTable(
  deps: StageReleaseDeps,
  folder: string,
  table: PublicTable,
  matchRates: ReleaseTable['matchRates'],
): Promise<ReleaseTable> {
  const columns = publicColumns(table);
  const names = columns.map((column) => column.name);
  const paths = { parquet: `${table.name}.parquet`, csv: `${table.name}.csv` };
  const files = { parquetPath: join(folder, paths.parquet), csvPath: join(folder, paths.csv) };
  const rows = await writeTableFiles(
    {
      columns,
      rows: deps.warehouse.stream(`SELECT ${identifierList(names)} FROM ${identifier(`public.${table.name}`)}`),
      selection: fileSelection(table),
      metadata: { title: table.title, description: table.description, method: methodMarkdown(table) },
    },
    files,
  );
  const counts = await checkTableFiles(table, files, rows);
  return {
    ...table,
    rows,
    ...counts,
    parquet: await releaseFile(folder, paths.parquet),
    csv: await releaseFile(folder, paths.csv),
    codebook: await writeReleaseFile(folder, `${table.name}.codebook.json`, codebookJson(table)),
    dictionary: await writeReleaseFile(folder, `${table.name}.dictionary.csv`, dictionaryCsv(table)),
    methodPage: await writeReleaseFile(folder, `${table.name}.method.md`, methodMarkdown(table)),
    matchRates,
  };
}

export function filesOf(table: ReleaseTable): ReleaseFile[] {
  return [table.parquet, table.csv, table.codebook, table.dictionary, table.methodPage].filter(
    (file) => file !== undefined,
  );
}

/** `2026-11-23T20:15:00.000Z` → `20261123T201500Z`. */
function compactTime(iso: string): string {
  return `${iso.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function contentHash(files: readonly ReleaseFile[]): string {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 8);
}
