import type { ProtectedTableSpec } from '../../schemas/disclosure/protected-table.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import { codeOf, type PublicRow } from './concept.ts';

export interface TableToProtect {
  readonly spec: ProtectedTableSpec;
  /** The unprotected rows. */
  readonly rows: readonly PublicRow[];
  /**
   * The public key set: rows of key columns, each of which gets a row in the output. Columns of a dimension with a
   * closed list of codes may be left out; every code then gets a row. @default the combinations seen in the rows
   */
  readonly keys?: readonly PublicRow[];
  /** Set for a table of an earlier release: it is not protected any more, and what it showed is known. */
  readonly earlier?: EarlierPublication;
}

/** What a release showed of a table. */
export interface EarlierPublication {
  readonly release: string;
  /** Its public rows: keys, numbers and statuses. */
  readonly released: readonly PublicRow[];
}

/** A row of the table, shown or not: its codes by dimension, and the unprotected row it stands on. */
export interface GridRow {
  readonly codes: readonly string[];
  /** Key columns as they are written out. */
  readonly keys: PublicRow;
  /** Absent when nobody stands in it. */
  readonly source: PublicRow | undefined;
  readonly shown: boolean;
}

/**
 * Every key of the public key set, in order, followed by the rows that are never shown.
 * @throws ContractBreachError when two rows have one key.
 */
export function keyGrid(table: TableToProtect): GridRow[] {
  const { spec } = table;
  const columns = spec.dimensions.flatMap((dimension) => dimension.columns);
  const sources = new Map<string, { codes: string[]; row: PublicRow }>();
  for (const row of table.rows) {
    const codes = spec.dimensions.map((dimension) => codeOf(dimension, row));
    const key = codes.join('\u001e');
    if (sources.has(key)) {
      throw new ContractBreachError(`${spec.name} has two rows with one key`, {
        hint: 'Group the rows by all key columns.',
        fields: { table: spec.name, columns },
      });
    }
    sources.set(key, { codes, row });
  }
  const grid = new Map<string, GridRow>();
  for (const keys of publicKeys(table)) {
    const codes = spec.dimensions.map((dimension) => codeOf(dimension, keys));
    const key = codes.join('\u001e');
    if (!grid.has(key)) grid.set(key, { codes, keys, source: sources.get(key)?.row, shown: true });
  }
  const shown = [...grid.values()].sort((a, b) => compareRows(columns, a.keys, b.keys));
  const rest = [...sources]
    .filter(([key]) => !grid.has(key))
    .map(([, { codes, row }]) => ({ codes, keys: row, source: row, shown: false }));
  return [...shown, ...rest];
}

/** The public key set: what is given or seen in the open columns, with every code of the closed lists they leave open. */
function* publicKeys({ spec, rows, keys }: TableToProtect): Generator<PublicRow> {
  const closed = spec.dimensions.flatMap(({ columns, codes, codesBelow }) =>
    codes !== undefined && columns.length === 1 ? [{ column: columns[0]!, codes, below: codesBelow }] : [],
  );
  const nested = new Map(spec.dimensions.map((dimension) => [dimension.name, dimension]));
  const isBelow = (name: string, row: PublicRow): boolean => {
    const [upper, lower] = nested.get(name)!.columns;
    return lower !== undefined && row[lower] !== row[upper!];
  };
  const closedColumns = new Set(closed.map(({ column }) => column));
  const columns = spec.dimensions.flatMap((dimension) => dimension.columns);
  const seen = new Set<string>();
  for (const row of keys ?? rows) {
    const given = columns.filter(
      (column) => !closedColumns.has(column) || (keys !== undefined && row[column] !== undefined),
    );
    const identity = given.map((column) => `${column}=${row[column]}`).join('\u001e');
    if (seen.has(identity)) continue;
    seen.add(identity);
    let combinations: Record<string, unknown>[] = [Object.fromEntries(given.map((column) => [column, row[column]]))];
    for (const { column, codes, below } of closed) {
      if (given.includes(column)) continue;
      const own = below !== undefined && isBelow(below.dimension, row) ? below.codes : codes;
      combinations = combinations.flatMap((partial) => own.map((code) => ({ ...partial, [column]: code })));
    }
    yield* combinations;
  }
}

/** By key columns in turn: numbers by size, all else as text. */
export function compareRows(columns: readonly string[], a: PublicRow, b: PublicRow): number {
  for (const column of columns) {
    const [left, right] = [a[column], b[column]];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    return String(left) < String(right) ? -1 : 1;
  }
  return 0;
}
