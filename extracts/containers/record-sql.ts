import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';
import type { TextTraits } from '../validation/column-sql.ts';
import type { FileLayout, StretchPart } from './file-layout.ts';
import { icesaRecordsSql } from './icesa-sql.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** What one stretch of lines holds, so that the common case pays for nothing it does not need. */
export interface StretchTraits extends TextTraits {
  readonly carriageReturns: boolean;
  /** `whole`: every field of every line is quoted, and none holds a quote. */
  readonly quotes: 'none' | 'whole' | 'any';
}

/** Looks at bytes, not values: it may see more than there is, never less. */
export function stretchTraits(
  stretch: { readonly bytes: Buffer; readonly controls: boolean },
  layout: FileLayout,
): StretchTraits {
  const { bytes, controls } = stretch;
  const carriageReturns = bytes.includes(CARRIAGE_RETURN);
  if (layout.kind === 'icesa') return { carriageReturns, quotes: 'none', padded: true, controls };
  const { delimiter, quoted } = layout;
  const quotes = !quoted || !bytes.includes(QUOTE) ? 'none' : isWhollyQuoted(bytes, delimiter) ? 'whole' : 'any';
  const padded = hasSpaceBeside(bytes, [delimiter, '\n', '\r', ...(quoted ? ['"'] : [])]);
  return { carriageReturns, quotes, padded, controls };
}

function hasSpaceBeside(bytes: Buffer, edges: readonly string[]): boolean {
  const isEdge = new Set(edges.map((edge) => edge.charCodeAt(0)));
  for (let at = bytes.indexOf(SPACE); at !== -1; at = bytes.indexOf(SPACE, at + 1)) {
    const [before, after] = [bytes[at - 1], bytes[at + 1]];
    if (before === undefined || after === undefined || isEdge.has(before) || isEdge.has(after)) return true;
  }
  return false;
}

/** What most quoted files are: then a line can be split at `","`, without looking at its grammar line by line. */
function isWhollyQuoted(bytes: Buffer, delimiter: string): boolean {
  const separator = delimiter.charCodeAt(0);
  const { length } = bytes;
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== QUOTE) return false;
    at += 1;
    while (at < length && bytes[at] !== QUOTE && bytes[at] !== LINE_FEED) at += 1;
    if (bytes[at] !== QUOTE) return false;
    at += 1;
    if (bytes[at] === CARRIAGE_RETURN) at += 1;
    else if (bytes[at] === separator) continue;
    if (bytes[at] !== LINE_FEED) return false;
  }
  return bytes[length - 1] === LINE_FEED;
}

/**
 * The records of a stretch of whole lines, bound as `$chunk` (without the last line end) and `$parts` (see `partsText`).
 * Columns: `file_no`, `line_no`, `line`, `line_problem`, `f_1` … `f_n` in contract order. Every physical line comes out
 * exactly once, whatever it holds.
 */
export function recordsSql(contract: ExtractContract, layout: FileLayout, traits: StretchTraits): string {
  const lines = linesSql(traits);
  if (layout.kind === 'icesa') return icesaRecordsSql(contract, lines);
  const delimiter = textLiteral(layout.delimiter);
  const split = {
    none: `string_split(line, ${delimiter})`,
    whole: `string_split(line, ${textLiteral(`"${layout.delimiter}"`)})`,
    any: quotedFields(layout),
  };
  const problems = [
    "WHEN line = '' THEN 'line.blank'",
    ...(traits.quotes === 'any'
      ? [
          `WHEN fields IS NULL AND regexp_full_match(line, ${textLiteral(openQuotePattern(layout.delimiter))}) THEN 'line.open_quote'`,
          "WHEN fields IS NULL THEN 'line.quotes'",
        ]
      : []),
    `WHEN len(fields) <> ${layout.fieldCount} THEN 'line.fields'`,
  ];
  const field = (position: number) => {
    if (traits.quotes !== 'whole') return `fields[${position}]`;
    // The line's first and last quotes are still there.
    const first = position === 1 ? '2' : '';
    const last = position === layout.fieldCount ? '-2' : '';
    return first === '' && last === '' ? `fields[${position}]` : `fields[${position}][${first}:${last}]`;
  };
  const columns = layout.positions.map((position, index) => `${field(position)} AS ${identifier(`f_${index + 1}`)}`);
  return `
SELECT file_no, line_no, line, CASE ${problems.join(' ')} END AS line_problem, ${columns.join(', ')}
FROM (SELECT file_no, line_no, line, ${split[traits.quotes]} AS fields FROM (${lines}))`;
}

/** A line's file and number in one whole number, so that one list gives the lines of many files their places. */
const FILE_UNIT = 2 ** 40;

/** Which lines of which files a stretch holds, as `$parts`: first place and count of each part. */
export function partsText(parts: readonly StretchPart[]): string {
  return parts.map(({ fileNo, firstLine, lines }) => `${fileNo * FILE_UNIT + firstLine}+${lines}`).join(',');
}

export function linesSql(traits: StretchTraits): string {
  const line = traits.carriageReturns ? 'CASE WHEN line[-1] = chr(13) THEN line[:-2] ELSE line END AS line' : 'line';
  const first = "CAST(split_part(part, '+', 1) AS BIGINT)";
  const count = "CAST(split_part(part, '+', 2) AS BIGINT)";
  return `
SELECT place // ${FILE_UNIT} AS file_no, place % ${FILE_UNIT} AS line_no, ${line}
FROM (
  SELECT
    unnest(places) AS place,
    unnest(CASE WHEN len(lines) = len(places) THEN lines ELSE error('A stretch has other lines than were counted') END) AS line
  FROM (
    SELECT
      string_split(decode($chunk), chr(10)) AS lines,
      flatten(list_transform(string_split($parts, ','), lambda part: range(${first}, ${first} + ${count}))) AS places
  )
)`;
}

/** One field of RFC 4180: wholly quoted, with quotes doubled, or without any quote. */
function fieldPattern(delimiter: string): string {
  return `(?:"(?:[^"]|"")*"|[^"${escaped(delimiter)}]*)`;
}

/** A line that ends inside a quoted field: its record goes on in the next line. */
function openQuotePattern(delimiter: string): string {
  return `(?:${fieldPattern(delimiter)}${escaped(delimiter)})*"(?:[^"]|"")*`;
}

/** Every field quoted and none holding quotes; or no quote at all; or, exactly, by the grammar. Null: not the grammar. */
function quotedFields(layout: Extract<FileLayout, { kind: 'separated' }>): string {
  const { delimiter, fieldCount } = layout;
  const field = fieldPattern(delimiter);
  const whole = textLiteral(`${field}(?:${escaped(delimiter)}${field})*`);
  const between = textLiteral(`"${delimiter}"`);
  const simple = textLiteral(`"[^"]*"(?:${escaped(delimiter)}"[^"]*"){${fieldCount - 1}}`);
  return `CASE
    WHEN regexp_full_match(line, ${simple}) THEN string_split(line[2:-2], ${between})
    WHEN NOT contains(line, '"') THEN string_split(line, ${textLiteral(delimiter)})
    WHEN regexp_full_match(line, ${whole}) THEN list_transform(
      regexp_extract_all(${textLiteral(delimiter)} || line, ${textLiteral(escaped(delimiter) + field)}),
      lambda field: CASE WHEN field[2] = '"' THEN replace(field[3:-2], '""', '"') ELSE field[2:] END
    )
  END`;
}

function escaped(delimiter: string): string {
  return delimiter === '|' ? '\\|' : delimiter;
}
