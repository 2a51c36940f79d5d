import type { Column } from '../../schemas/contract/column.ts';

/** The name a column carries in a file's header line. */
export function headerName(column: Column): string {
  return column.element ?? column.name;
}

/** Names that differ only in case, spaces or punctuation are one name: `RECORD_FOUND_Y/N` is `Record Found Y/N`. */
export function normalizeHeaderName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}
