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

/** A value as the warehouse hands it out, from the text that Snowflake sends: see `Session.query`. */
export function plainValue(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'fixed':
      return numberOf(String(value));
    case 'real':
      return Number(value);
    case 'date':
      return String(value).slice(0, 'yyyy-MM-dd'.length);
    case 'timestamp_ntz':
      return timeOf(String(value));
    default:
      return value;
  }
}

function numberOf(text: string): number | bigint {
  const number = Number(text);
  return text.includes('.') || Number.isSafeInteger(number) ? number : BigInt(text);
}

/** As DuckDB prints it: `2024-02-29 13:05:00`, with a fraction only where there is one. */
function timeOf(text: string): string {
  const time = text.replace('T', ' ').replace(/Z$/, '');
  return time.includes('.') ? time.replace(/\.?0+$/, '') : time;
}
