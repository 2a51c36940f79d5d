import { fileColumns, writtenStatuses } from '../../schemas/releases/file-columns.ts';
import type { PublicTable } from '../../schemas/releases/public-table.ts';
import type { Wording } from '../wording.ts';

export interface CodebookEntry {
  readonly column: string;
  readonly label: string;
  /** In the reader's language. */
  readonly type: string;
  readonly meaning: string;
  /** Codes of the column, where it has a fixed list. */
  readonly codes: string;
}

/** Every column of a table's files, in the order of the files. */
export function codebookOf(table: PublicTable, words: Wording): readonly CodebookEntry[] {
  const { types } = words.t.codebook;
  const kinds = new Map(
    table.measures.flatMap(({ name, kind }) => [name, `${name}_low`, `${name}_high`].map((column) => [column, kind])),
  );
  return fileColumns(table).map(({ name, label, meaning, role, type }) => ({
    column: name,
    label,
    type: role === 'status' ? types.status : types[kinds.get(name) ?? (type === 'text' ? 'text' : 'integer')],
    meaning,
    codes: role === 'status' ? writtenStatuses(table).join(', ') : '',
  }));
}
