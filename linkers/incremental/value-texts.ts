import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import { codeColumn, tupleTable, valueTable } from '../names.ts';

// Codes are a session's own. What outlives it says values as texts, which another session finds its codes by.

/** Between the parts of a text: no name has it. */
const SEPARATOR = 'CHR(31)';

/** A table (code, text): every value of a comparison; of several columns, each tuple. */
export function comparisonTexts(model: LinkModel, name: string): string {
  const { columns } = model.comparisons[name]!;
  if (columns.length === 1) {
    return `(SELECT code, CAST(value AS VARCHAR) AS text FROM ${valueTable(columns[0]!)})`;
  }
  const part = (column: string) => `v_${column}`;
  return `(
    SELECT tuple.code, ${joinedText(columns.map((column) => `${part(column)}.value`))} AS text
    FROM ${tupleTable(name)} AS tuple
    ${columns.map((column) => `JOIN ${valueTable(column)} AS ${part(column)} ON ${part(column)}.code = tuple.${codeColumn(column)}`).join('\n    ')})`;
}

/**
 * A table (k0, k1, …, text) of blocks by their keys.
 * @param columns of the rule's left side; those of the right share their dictionaries
 * @param blocks a table (k0, k1, …)
 */
export function blockTexts(columns: readonly string[], blocks: string): string {
  const values = columns.map((_, index) => `v${index}`);
  return `(
    SELECT ${columns.map((_, index) => `block.k${index}`).join(', ')}, ${joinedText(values.map((value) => `${value}.value`))} AS text
    FROM ${blocks} AS block
    ${columns.map((column, index) => `JOIN ${valueTable(column)} AS ${values[index]} ON ${values[index]}.code = block.k${index}`).join('\n    ')})`;
}

function joinedText(values: readonly string[]): string {
  return values.map((value) => `CAST(${value} AS VARCHAR)`).join(` || ${SEPARATOR} || `);
}
