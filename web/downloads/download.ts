import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile from 'write-excel-file/node';
import { fileSelection } from '../../publish/export/file-selection.ts';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import type { OpenRelease } from '../release/open-release.ts';
import { publicIdentifier } from '../release/public-identifier.ts';
import { conditionOf, type RowFilter } from '../release/select-rows.ts';
import type { Wording } from '../wording.ts';
import { codebookOf } from './codebook.ts';
import { type DownloadNotes, downloadNotes, notesText } from './notes.ts';
import { zipOf } from './zip.ts';

export const DOWNLOAD_FORMATS = ['csv', 'xlsx', 'parquet', 'zip'] as const;
export type DownloadFormat = (typeof DOWNLOAD_FORMATS)[number];

export interface DownloadRequest {
  readonly release: OpenRelease;
  readonly table: ReleaseTable;
  readonly filters: readonly RowFilter[];
  readonly format: DownloadFormat;
  readonly words: Wording;
  /** What was chosen, in words. */
  readonly choices: readonly string[];
  readonly address: string;
  readonly exchangeFolder: string;
}

export interface Download {
  readonly contentType: string;
  readonly fileName: string;
  readonly content: Buffer;
}

const CONTENT_TYPES: Readonly<Record<DownloadFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
  zip: 'application/zip',
};

/** The rows that pass the filters, as a file in the columns of the release's own files. */
export async function makeDownload(request: DownloadRequest): Promise<Download> {
  const { release, table, format, words, choices, address } = request;
  const notes = downloadNotes({ manifest: release.manifest, table, words, choices, address });
  const part = choices.length === 0 ? '' : '-selection';
  return {
    contentType: CONTENT_TYPES[format],
    fileName: `${table.name}${part}-${release.manifest.id.slice(0, 8)}.${format}`,
    content: await CONTENTS[format](request, notes),
  };
}

const CONTENTS: Readonly<Record<DownloadFormat, (request: DownloadRequest, notes: DownloadNotes) => Promise<Buffer>>> =
  {
    csv: (request) => copied(request, 'csv', 'FORMAT csv, HEADER'),
    parquet: (request, notes) => {
      const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
      const metadata = `{title: ${text(notes.title)}, citation: ${text(notes.citation)}, notes: ${text(notesText(notes))}}`;
      return copied(request, 'parquet', `FORMAT parquet, COMPRESSION zstd, KV_METADATA ${metadata}`);
    },
    xlsx: workbook,
    zip: async (request, notes) => {
      const entries = codebookOf(request.table, request.words);
      const columns = ['column', 'label', 'type', 'meaning', 'codes'] as const;
      return zipOf([
        { name: `${request.table.name}.csv`, content: await copied(request, 'csv', 'FORMAT csv, HEADER') },
        {
          name: 'codebook.csv',
          content: Buffer.from(stringify([...entries], { header: true, columns: [...columns] })),
        },
        { name: 'notes.txt', content: Buffer.from(notesText(notes)) },
      ]);
    },
  };

function selection({ table, filters }: DownloadRequest) {
  const { sql, values } = conditionOf(table, filters);
  const order = table.dimensions.map(({ name }) => publicIdentifier(name)).join(', ');
  return {
    sql: `SELECT ${fileSelection(table)} FROM ${publicIdentifier(table.name)} WHERE ${sql} ORDER BY ${order}`,
    values,
  };
}

/** Lets the engine write the file, and takes it back at once. */
async function copied(request: DownloadRequest, extension: string, options: string): Promise<Buffer> {
  const path = join(request.exchangeFolder, `${randomUUID()}.${extension}`);
  const { sql, values } = selection(request);
  try {
    await request.release.run(`COPY (${sql}) TO '${path.replaceAll("'", "''")}' (${options})`, values);
    return await readFile(path);
  } finally {
    await rm(path, { force: true });
  }
}

type SheetCell = { value: string | number; type?: typeof Number; fontWeight?: 'bold'; wrap?: boolean } | null;

/** A workbook of three sheets: notes, data, codebook. One table a sheet, no merged cells, the header row kept in view. */
async function workbook(request: DownloadRequest, notes: DownloadNotes): Promise<Buffer> {
  const { release, table, words } = request;
  const { t } = words;
  const { sql, values } = selection(request);
  const rows = await release.select(sql, values);
  const codebook = codebookOf(table, words);
  const bold = (value: string): SheetCell => ({ value, fontWeight: 'bold' });
  const plain = (value: unknown): SheetCell => {
    if (value === null || value === undefined || value === '') return null;
    return typeof value === 'number' || typeof value === 'bigint'
      ? { value: Number(value), type: Number }
      : { value: String(value) };
  };
  const columns = codebook.map(({ column }) => column);
  return writeXlsxFile([
    {
      sheet: t.data.notes,
      columns: [{ width: 30 }, { width: 100 }],
      data: [
        [bold(notes.title)],
        ...notes.sections.map(([heading, text]): SheetCell[] => [bold(heading), { value: text, wrap: true }]),
      ],
    },
    {
      sheet: t.site.data,
      stickyRowsCount: 1,
      columns: columns.map((name) => ({ width: Math.max(12, name.length + 2) })),
      data: [columns.map(bold), ...rows.map((row) => columns.map((column) => plain(row[column])))],
    },
    {
      sheet: t.method.codebookSheet,
      stickyRowsCount: 1,
      columns: [{ width: 28 }, { width: 28 }, { width: 16 }, { width: 80 }, { width: 40 }],
      data: [
        [t.codebook.column, t.codebook.label, t.codebook.type, t.codebook.meaning, t.codebook.codes].map(bold),
        ...codebook.map(({ column, label, type, meaning, codes }) => [column, label, type, meaning, codes].map(plain)),
      ],
    },
  ]).toBuffer();
}
