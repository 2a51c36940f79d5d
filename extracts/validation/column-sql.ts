import type { Column } from '../../schemas/contract/column.ts';
import { DATE_SHAPES, numberShape, textShape, type ValueProblem } from '../../schemas/contract/format-pattern.ts';
import { SSN_RULES, SSN_SHAPE } from '../../schemas/contract/ssn.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';

/** What the raw text of a stretch of rows may hold, so that the common case pays for nothing it does not need. */
export interface TextTraits {
  /** Whether any value may begin or end with a space. */
  readonly padded: boolean;
  /** Whether any value may hold a control character. */
  readonly controls: boolean;
}

/**
 * One column as SQL expressions over its raw text `f_<n>`, in stages. Each stage is a nested query that reads those
 * before it, so that nothing is computed twice.
 */
export interface ColumnSql {
  readonly column: Column;
  /** `r_<name>`: the raw text without surrounding spaces. */
  readonly prepared: string;
  /** `v_<name>`: the text as number, date or nine digits, whether or not it is well formed; null when it cannot be. */
  readonly parsed?: string;
  /** `p_<name>`: the reason, as text, or null. Absent when no text can be refused. */
  readonly problem?: string;
  /** `<name>_status`, of SSN columns only. */
  readonly status?: string;
  /** What is stored. */
  readonly value: { readonly name: string; readonly type: string; readonly expression: string };
}

export const preparedName = (column: Column): string => identifier(`r_${column.name}`);
export const parsedName = (column: Column): string => identifier(`v_${column.name}`);
export const problemName = (column: Column): string => identifier(`p_${column.name}`);

/**
 * @param position of the column in the contract, from 1
 * @param ruled whether a row rule reads the column: its value must then be null when its text was refused
 */
export function columnSql(column: Column, position: number, traits: TextTraits, ruled: boolean): ColumnSql {
  const raw = identifier(`f_${position}`);
  const text = preparedName(column);
  const prepared = traits.padded
    ? `CASE WHEN starts_with(${raw}, ' ') OR ends_with(${raw}, ' ') THEN trim(${raw}, ' ') ELSE ${raw} END`
    : raw;
  const parsed = parsedExpression(column, text);
  const problem = problemCase(column, text, traits);
  const status = column.format.kind === 'ssn' ? ssnStatusCase(column, text) : undefined;
  return {
    column,
    prepared,
    ...(parsed === undefined ? {} : { parsed }),
    ...(problem === undefined ? {} : { problem }),
    ...(status === undefined ? {} : { status }),
    value: storedValue(column, text, ruled && problem !== undefined),
  };
}

/** HMAC-SHA-256 as two nested hashes over the padded keys, which are bound as hex. Lower-case hex. */
export function hmacSql(text: string): string {
  return `sha256(unhex($outer_pad) || unhex(sha256(unhex($inner_pad) || encode(${text}))))`;
}

function storedValue(column: Column, text: string, guarded: boolean): ColumnSql['value'] {
  const { format } = column;
  const name = identifier(column.name);
  if (format.kind === 'ssn') {
    const expression = `CASE WHEN ${name}_status = 'valid' THEN ${hmacSql(parsedName(column))} END`;
    return { name: `${name}_token`, type: 'VARCHAR', expression };
  }
  const { type, expression } = typedValue(column, text);
  const isNull = nullTest(column, text);
  const guards = [
    ...(guarded ? [`${problemName(column)} IS NULL`] : []),
    ...(isNull === undefined ? [] : [`NOT (${isNull})`]),
  ];
  return {
    name,
    type,
    expression: guards.length === 0 ? expression : `CASE WHEN ${guards.join(' AND ')} THEN ${expression} END`,
  };
}

interface Check {
  readonly fails: string;
  readonly problem: ValueProblem;
}

/** The first branch takes the rows that are well formed, so that the others are computed for the few that are not. */
function problemCase(column: Column, text: string, traits: TextTraits): string | undefined {
  const isNull = nullTest(column, text);
  const checks = formatChecks(column, text, traits);
  const blank = column.blankAllowed === true ? [] : [{ fails: `${text} = ''`, problem: 'blank' as const }];
  const all = [...blank, ...checks];
  if (all.length === 0) return undefined;
  // Every format but free text refuses the empty text by itself.
  const decisive = column.format.kind === 'text' || checks.length === 0 ? all : checks;
  return [
    `CASE WHEN ${decisive.map(({ fails }) => `NOT (${fails})`).join(' AND ')} THEN NULL`,
    ...(isNull === undefined ? [] : [`WHEN ${isNull} THEN NULL`]),
    ...all.map(({ fails, problem }) => `WHEN ${fails} THEN ${textLiteral(`${column.name}.${problem}`)}`),
    // A check that is neither true nor false cannot be passed: it compared a value that could not be parsed.
    `ELSE ${textLiteral(`${column.name}.format`)} END`,
  ].join(' ');
}

/** When the text stands for "no value"; undefined when no text does. */
function nullTest(column: Column, text: string): string | undefined {
  const texts = [...(column.blankAllowed === true ? [''] : []), ...(column.nullCodes ?? []).filter(Boolean)];
  return texts.length === 0 ? undefined : oneOf(text, texts);
}

function formatChecks(column: Column, text: string, traits: TextTraits): readonly Check[] {
  const { format } = column;
  const value = parsedName(column);
  switch (format.kind) {
    case 'text': {
      const tooLong: Check = { fails: `length(${text}) > ${format.maxLength}`, problem: 'length' };
      if (format.pattern === undefined && !traits.controls) return [tooLong];
      return [tooLong, mismatch(text, textShape({ ...column, format }))];
    }
    case 'digits':
      return [mismatch(text, `[0-9]{${format.padZeros === true ? 1 : format.length},${format.length}}`)];
    case 'codes':
      return [{ fails: `NOT (${oneOf(text, format.codes)})`, problem: 'code' }];
    case 'flag':
      return [{ fails: `NOT (${oneOf(text, [...format.trueCodes, ...format.falseCodes])})`, problem: 'code' }];
    case 'integer':
    case 'decimal':
      return [
        mismatch(text, numberShape(format)),
        { fails: `${value} IS NULL OR ${value} NOT BETWEEN ${format.min} AND ${format.max}`, problem: 'range' },
      ];
    case 'date': {
      const bounds = `DATE ${textLiteral(format.min)} AND DATE ${textLiteral(format.max)}`;
      return [
        mismatch(text, DATE_SHAPES[format.pattern]),
        { fails: `${value} IS NULL`, problem: 'format' },
        { fails: `${value} NOT BETWEEN ${bounds}`, problem: 'range' },
      ];
    }
    case 'ssn':
      return [];
  }
}

function mismatch(text: string, pattern: string): Check {
  return { fails: `NOT regexp_full_match(${text}, ${textLiteral(pattern)})`, problem: 'format' };
}

/** Not `IN`: DuckDB turns each into a join of its own, which made a contract of code lists four times as slow. */
function oneOf(text: string, values: readonly string[]): string {
  return values.length === 1
    ? `${text} = ${textLiteral(values[0]!)}`
    : `list_contains([${values.map(textLiteral).join(', ')}], ${text})`;
}

/** TRY_CAST, because it is computed for every row, well formed or not; the shape is judged apart. */
function parsedExpression(column: Column, text: string): string | undefined {
  const { format } = column;
  switch (format.kind) {
    case 'integer':
      return `TRY_CAST(${text} AS INTEGER)`;
    case 'decimal': {
      const { precision, scale, impliedDecimals = 0 } = format;
      if (impliedDecimals === 0) return `TRY_CAST(${text} AS DECIMAL(${precision}, ${scale}))`;
      const unit = `0.${'0'.repeat(impliedDecimals - 1)}1`;
      return `TRY_CAST(TRY_CAST(${text} AS DECIMAL(18, 0)) * ${unit} AS DECIMAL(${precision}, ${scale}))`;
    }
    case 'date':
      return dateExpression(format.pattern, text);
    case 'ssn':
      return [
        `CASE WHEN regexp_full_match(${text}, '[0-9]{9}') THEN ${text}`,
        `WHEN regexp_full_match(${text}, ${textLiteral(SSN_SHAPE)}) THEN lpad(replace(${text}, '-', ''), 9, '0') END`,
      ].join(' ');
    default:
      return undefined;
  }
}

function typedValue(column: Column, text: string): { readonly type: string; readonly expression: string } {
  const { format } = column;
  const parsed = parsedName(column);
  switch (format.kind) {
    case 'integer':
      return { type: 'INTEGER', expression: parsed };
    case 'decimal':
      return { type: `DECIMAL(${format.precision}, ${format.scale})`, expression: parsed };
    case 'date':
      return { type: 'DATE', expression: parsed };
    case 'flag':
      return { type: 'BOOLEAN', expression: `(${oneOf(text, format.trueCodes)})` };
    case 'digits': {
      const padded = `CASE WHEN length(${text}) = ${format.length} THEN ${text} ELSE lpad(${text}, ${format.length}, '0') END`;
      return { type: 'VARCHAR', expression: format.padZeros === true ? padded : text };
    }
    default:
      return { type: 'VARCHAR', expression: text };
  }
}

function dateExpression(pattern: 'MM/dd/yyyy' | 'yyyyMMdd' | 'yyyy-MM-dd' | 'yyyyMM', text: string): string {
  switch (pattern) {
    case 'MM/dd/yyyy':
      return `CAST(try_strptime(${text}, '%m/%d/%Y') AS DATE)`;
    case 'yyyyMMdd':
      return `CAST(try_strptime(${text}, '%Y%m%d') AS DATE)`;
    case 'yyyy-MM-dd':
      return `TRY_CAST(${text} AS DATE)`;
    case 'yyyyMM':
      return `CAST(try_strptime(${text}, '%Y%m') AS DATE)`;
  }
}

/** One pattern finds the valid ones; only the others are told apart. */
function ssnStatusCase(column: Column, text: string): string {
  const digits = parsedName(column);
  const isNull = nullTest(column, text);
  const suspect = SSN_RULES.map((rule) => rule.pattern).join('|');
  const matches = (pattern: string) => `regexp_full_match(${digits}, ${textLiteral(pattern)})`;
  return [
    `CASE WHEN ${text} = ''${isNull === undefined ? '' : ` OR ${isNull}`} THEN 'missing'`,
    `WHEN ${digits} IS NULL THEN 'invalid'`,
    `WHEN NOT ${matches(suspect)} THEN 'valid'`,
    ...SSN_RULES.map((rule) => `WHEN ${matches(rule.pattern)} THEN ${textLiteral(rule.status)}`),
    "ELSE 'invalid' END",
  ].join(' ');
}
