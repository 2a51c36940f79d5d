import type { Row } from '../warehouse.ts';

/** What the driver tells of a result's column. */
export interface ResultColumn {
  readonly name: string;
  /** `fixed`, `real`, `text`, `boolean`, `date`, `timestamp_ntz`, `variant`, … */
  readonly type: string;
}

/** Unquoted names, which Snowflake folds to upper case, in lower case again; quoted ones as they are. */
export function columnName(name: string): string {
  return name === name.toUpperCase() ? name.toLowerCase() : name;
}

type Reader = (value: unknown) => unknown;

/**
 * Turns the driver's rows into the warehouse's: see `Session.query`. What to do with each column is settled once, since
 * results may have millions of rows.
 */
export function rowReader(columns: readonly ResultColumn[]): (row: readonly unknown[]) => Row {
  const names = columns.map(({ name }) => name);
  const readers = columns.map(({ type }) => READERS[type]);
  return (row) => {
    const read: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) {
      const value = row[index] ?? null;
      const reader = readers[index];
      read[names[index] as string] = value === null || reader === undefined ? value : reader(value);
    }
    return read;
  };
}

/** By type; the others come as they are. */
const READERS: Readonly<Record<string, Reader>> = {
  fixed: numberOf,
  real: Number,
  date: (value) => String(value).slice(0, 'yyyy-MM-dd'.length),
  timestamp_ntz: timeOf,
};

function numberOf(value: unknown): number | bigint {
  const number = Number(value);
  // Only what is beyond 53 bits is looked at as text.
  return number < Number.MAX_SAFE_INTEGER && number > Number.MIN_SAFE_INTEGER ? number : exactNumber(String(value));
}

function exactNumber(text: string): number | bigint {
  const number = Number(text);
  return text.includes('.') || Number.isSafeInteger(number) ? number : BigInt(text);
}

/** As DuckDB prints it: `2024-02-29 13:05:00`, with a fraction only where there is one. */
function timeOf(value: unknown): string {
  const time = String(value).replace('T', ' ').replace(/Z$/, '');
  return time.includes('.') ? time.replace(/\.?0+$/, '') : time;
}
