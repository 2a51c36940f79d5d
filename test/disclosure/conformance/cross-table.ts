import { type CellSystem, cellSystemBuilder } from '../../../disclosure/system/cell-system.ts';

/** A two-way table with its totals, in row-major order: cell 0 is the grand total. Published cases count from 1. */
export function crossTable(
  inner: readonly (readonly number[])[],
  cost: (value: number) => number = (value) => (value === 0 ? Number.POSITIVE_INFINITY : value),
): CellSystem {
  const builder = cellSystemBuilder();
  const width = inner[0]!.length;
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const rows = [
    [total(inner.flat()), ...inner[0]!.map((_, column) => total(inner.map((row) => row[column]!)))],
    ...inner.map((row) => [total(row), ...row]),
  ];
  const at = (row: number, column: number) => row * (width + 1) + column;
  for (const row of rows) for (const value of row) builder.addCell({ value, publishable: true, cost: cost(value) });
  for (const [r, row] of rows.entries()) {
    builder.addEquation(
      [at(r, 0)],
      row.slice(1).map((_, c) => at(r, c + 1)),
    );
  }
  for (const c of rows[0]!.keys()) {
    builder.addEquation(
      [at(0, c)],
      inner.map((_, r) => at(r + 1, c)),
    );
  }
  return builder.build();
}

/** Cells by their published ids, which count from 1. */
export const publishedIds = (hidden: Uint8Array): number[] =>
  [...hidden.keys()].filter((cell) => hidden[cell] === 1).map((cell) => cell + 1);
