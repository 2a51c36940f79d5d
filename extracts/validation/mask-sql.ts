import { textLiteral } from '../../warehouse/identifier.ts';
import type { StoredColumn } from './compile-contract.ts';

/** Digits become 9, ASCII punctuation, spaces and tabs stay, and everything else becomes x. */
export function maskSql(text: string): string {
  const digits = `regexp_replace(${text}, ${textLiteral('\\p{N}')}, '9', 'g')`;
  return `regexp_replace(${digits}, ${textLiteral('[^ -@\\[-`{-~\\t]')}, 'x', 'g')`;
}

/** The mask of a row whose line is gone: its typed values in contract order, tokens as the numbers they stand for. */
export function maskedRowSql(stored: readonly StoredColumn[]): string {
  const values = stored
    .filter((column) => !isSsnStatus(column))
    .map((column) => {
      const text =
        column.source.format.kind === 'ssn' ? `CASE WHEN ${column.name} IS NULL THEN '' ELSE '999999999' END` : '';
      return text === '' ? `coalesce(CAST(${column.name} AS VARCHAR), '')` : text;
    });
  return maskSql(`concat_ws(',', ${values.join(', ')})`);
}

function isSsnStatus(column: StoredColumn): boolean {
  return column.source.format.kind === 'ssn' && !column.name.endsWith('_token');
}
