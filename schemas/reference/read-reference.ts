import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { TableColumn } from '../contract/table-contract.ts';
import { ContractBreachError } from '../errors.ts';
import { projectRoot } from '../project-root.ts';
import type { ReferenceSet } from './reference-set.ts';

/** A row of a reference set: column → text, null where the file is empty. Every value fits its column's type. */
export type ReferenceRow = Readonly<Record<string, string | null>>;

export interface ReferenceData {
  readonly rows: readonly ReferenceRow[];
  /** SHA-256 of the file, hexadecimal. */
  readonly contentHash: string;
}

const FORMATS: Readonly<Record<TableColumn['type'], RegExp>> = Object.freeze({
  text: /^.+$/u,
  integer: /^-?\d{1,9}$/,
  bigint: /^-?\d{1,18}$/,
  double: /^-?\d+(\.\d+)?$/,
  decimal: /^-?\d+(\.\d+)?$/,
  boolean: /^(true|false)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  timestamp: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
});

/**
 * Reads a reference file and holds it to its contract: its columns, their types, code lists and ranges, and a key
 * without repeats. References to other sets are checked where all are at hand, when they are loaded.
 * @param folder where the files are
 * @throws ContractBreachError naming every column that breaks the contract, with counts.
 */
export async function readReference(
  set: ReferenceSet,
  folder: string = join(projectRoot, 'schemas/reference'),
): Promise<ReferenceData> {
  const file = join(folder, `${set.name}.csv`);
  const text = await readFile(file, 'utf8');
  const [header = [], ...lines] = parse(text) as string[][];
  const names = set.contract.columns.map((column) => column.name);
  if (header.join() !== names.join()) {
    throw new ContractBreachError(`${file} does not have the columns of ${set.contract.table}`, {
      hint: `Its first line must be ${names.join(',')}.`,
    });
  }
  const rows = lines.map((line) =>
    Object.freeze(Object.fromEntries(names.map((name, index) => [name, line[index] || null]))),
  );
  const problems = [
    ...set.contract.columns.flatMap((column) => columnProblems(column, rows)),
    ...keyProblems(set.contract.primaryKey, rows),
  ];
  if (problems.length > 0) {
    throw new ContractBreachError(`${file} breaks the contract of ${set.contract.table}: ${problems[0]}`, {
      hint: 'Correct the file, and raise the version of the reference set.',
      fields: { problems },
    });
  }
  return Object.freeze({ rows, contentHash: createHash('sha256').update(text).digest('hex') });
}

function columnProblems(column: TableColumn, rows: readonly ReferenceRow[]): readonly string[] {
  const values = rows.map((row) => row[column.name] ?? null);
  const count = (broken: (value: string) => boolean) =>
    values.filter((value) => value !== null && broken(value)).length;
  const counts = {
    'is empty': column.nullable === true ? 0 : values.filter((value) => value === null).length,
    [`is not ${column.type}`]: count((value) => !FORMATS[column.type].test(value)),
    'is not in the code list': count((value) => column.codes !== undefined && !column.codes.includes(value)),
    'is out of range': count(
      (value) => Number(value) < (column.min ?? -Infinity) || Number(value) > (column.max ?? Infinity),
    ),
  };
  return Object.entries(counts)
    .filter(([, broken]) => broken > 0)
    .map(([problem, broken]) => `${column.name} ${problem} in ${broken} rows`);
}

function keyProblems(key: readonly string[], rows: readonly ReferenceRow[]): readonly string[] {
  const keys = new Set(rows.map((row) => JSON.stringify(key.map((name) => row[name]))));
  return keys.size === rows.length ? [] : [`${key.join(', ')} repeats in ${rows.length - keys.size} rows`];
}
