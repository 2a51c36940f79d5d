import { textLiteral } from '../../warehouse/identifier.ts';
import { isToken, type StoredColumn } from './compile-contract.ts';

/** Digits become 9, ASCII punctuation, spaces and tabs stay, and everything else becomes x. */
export function maskSql(text: string): string {
  const digits = `regexp_replace(${text}, ${textLiteral('\\p{N}')}, '9', 'g')`;
  return `regexp_replace(${digits}, ${textLiteral('[^ -@\\[-`{-~\\t]')}, 'x', 'g')`;
}

/** The mask of a row whose line is gone: its typed values in contract order, tokens as the numbers they stand for. */
export function maskedRowSql(stored: readonly StoredColumn[]): string {
  const values = stored
    .filter((column) => isToken(column) || column.source.format.kind !== 'ssn')
    .map((column) =>
      isToken(column)
        ? `CASE WHEN ${column.name} IS NULL THEN '' ELSE '999999999' END`
        : `coalesce(CAST(${column.name} AS VARCHAR), '')`,
    );
  return maskSql(`concat_ws(',', ${values.join(', ')})`);
}
