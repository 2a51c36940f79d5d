import { stringify } from 'csv-stringify/sync';
import { fileColumns, writtenStatus, writtenStatuses } from '../../schemas/releases/file-columns.ts';
import type { PublicTable } from '../../schemas/releases/public-table.ts';
import { CELL_STATUSES, type CellStatus } from '../../schemas/releases/status.ts';

/** What each public status says, for people who read a file without its site. */
export const STATUS_MEANINGS: Readonly<Record<CellStatus, string>> = Object.freeze({
  ok: 'The number is given, exact or rounded as the method says.',
  banded: 'The value lies between the two ends given.',
  suppressed: 'Withheld to protect the people counted. It may be zero or more: do not read it as zero.',
  not_applicable: 'There is nothing to count here.',
  not_available: 'The source does not reach, or is not collected yet.',
});

/** The codebook of a table: every column of its files, and what the statuses mean. */
export function codebookJson(table: PublicTable): string {
  const columns = fileColumns(table).map(({ name, label, meaning, type, role, statusColumn }) => ({
    name,
    label,
    meaning,
    type,
    role,
    ...(statusColumn === undefined ? {} : { statusColumn }),
    ...(role === 'status' ? { codes: writtenStatuses(table) } : {}),
  }));
  const statuses = Object.fromEntries(
    CELL_STATUSES.map((status) => [writtenStatus(table, status), STATUS_MEANINGS[status]]),
  );
  return json({ table: table.name, title: table.title, columns, statuses });
}

/** The same as a CSV: one row a column. */
export function dictionaryCsv(table: PublicTable): string {
  const rows = fileColumns(table).map((column) => ({
    column: column.name,
    label: column.label,
    type: column.type,
    role: column.role,
    meaning: column.meaning,
    codes: column.role === 'status' ? writtenStatuses(table).join(' | ') : '',
  }));
  return stringify(rows, { header: true });
}

/** How a table was made, as Markdown. */
export function methodMarkdown(table: PublicTable): string {
  const { formula, universe, exclusions, sources, suppression, limits } = table.method;
  const sections = [
    ['Formula', formula],
    ['Universe', universe],
    ['Exclusions', exclusions],
    ['Sources', sources.map((source) => `- ${source}`).join('\n')],
    ['Suppression', suppression],
    ['Limits', limits],
  ];
  const body = sections.map(([heading, text]) => `## ${heading}\n\n${text}\n`).join('\n');
  return `# ${table.title}\n\n${table.description}\n\n${body}`;
}

/** A Data Package (version 2) that describes the tables' CSV files, for tools that read such descriptions. */
export function dataPackageJson(
  release: { readonly id: string; readonly createdAt: string; readonly synthetic: boolean },
  tables: readonly {
    readonly table: PublicTable;
    readonly csvPath: string;
    readonly sha256: string;
    readonly bytes: number;
  }[],
): string {
  return json({
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: `education-to-career-${release.id.toLowerCase()}`,
    id: release.id,
    created: release.createdAt,
    title: 'Massachusetts Education-to-Career Research and Data Hub: public tables',
    ...(release.synthetic ? { description: 'The people in these tables are invented.' } : {}),
    resources: tables.map(({ table, csvPath, sha256, bytes }) => ({
      name: table.name,
      title: table.title,
      description: table.description,
      path: csvPath,
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      bytes,
      hash: `sha256:${sha256}`,
      schema: {
        primaryKey: table.dimensions.map((dimension) => dimension.name),
        missingValues: [''],
        fields: fileColumns(table).map(({ name, label, meaning, type, role }) => ({
          name,
          title: label,
          description: meaning,
          type: { text: 'string', integer: 'integer', bigint: 'integer', double: 'number' }[type],
          ...(role === 'status'
            ? {
                constraints: {
                  required: true,
                  enum: type === 'integer' ? writtenStatuses(table).map(Number) : CELL_STATUSES,
                },
              }
            : {}),
        })),
      },
    })),
  });
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
