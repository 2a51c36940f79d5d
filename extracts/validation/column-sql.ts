import type { Column } from '../../schemas/contract/column.ts';
import { DATE_SHAPES, numberShape, textShape, type ValueProblem } from '../../schemas/contract/format-pattern.ts';
import { SSN_RULES, SSN_SHAPE } from '../../schemas/contract/ssn.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';

/**
 * One column as SQL expressions over its raw text, in stages: `prepared` reads the raw text, `problem` and `status`
 * read `prepared`, `value` reads all of them. The stages are columns of nested queries, so each is computed once.
 */
export interface ColumnSql {
  readonly column: Column;
  /** Raw text without surrounding spaces. */
  readonly prepared: string;
  /** The reason, as text, or null. */
  readonly problem: string;
  /** SSN columns only: the status, as text. */
  readonly status?: string;
  /** Name, type and expression of what is stored. */
  readonly value: { readonly name: string; readonly type: string; readonly expression: string };
}

export const preparedName = (column: Column): string => identifier(`r_${column.name}`);
export const problemName = (column: Column): string => identifier(`p_${column.name}`);

export function columnSql(column: Column, index: number): ColumnSql {
  const text = preparedName(column);
  const { format } = column;
  const prepared = `trim(${identifier(`f_${index + 1}`)}, ' ')`;
  if (format.kind === 'ssn') {
    const name = identifier(column.name);
    return {
      column,
      prepared,
      problem: problemCase(column, text, []),
      status: ssnStatusCase(column, text),
      value: {
        name: `${name}_token`,
        type: 'VARCHAR',
        expression: `CASE WHEN ${name}_status = 'valid' THEN ${hmacSql(ssnDigitsSql(text))} END`,
      },
    };
  }
  const value = typedExpression(column, text);
  const checks = formatChecks(column, text);
  const isNull = nullTest(column, text);
  const guard = [`${problemName(column)} IS NULL`, ...(isNull === undefined ? [] : [`NOT ${isNull}`])].join(' AND ');
  return {
    column,
    prepared,
    problem: problemCase(column, text, checks),
    value: {
      name: identifier(column.name),
      type: value.type,
      expression: `CASE WHEN ${guard} THEN ${value.expression} END`,
    },
  };
}

/** HMAC-SHA-256 as two nested hashes over the padded keys, which are bound as hex. Lower-case hex. */
export function hmacSql(text: string): string {
  return `sha256(unhex($outer_pad) || unhex(sha256(unhex($inner_pad) || encode(${text}))))`;
}

interface Check {
  readonly fails: string;
  readonly problem: ValueProblem;
}

function problemCase(column: Column, text: string, checks: readonly Check[]): string {
  const isNull = nullTest(column, text);
  const whens = [
    ...(isNull === undefined ? [] : [`WHEN ${isNull} THEN NULL`]),
    ...(column.blankAllowed === true ? [] : [`WHEN ${text} = '' THEN ${reason(column, 'blank')}`]),
    ...checks.map((check) => `WHEN ${check.fails} THEN ${reason(column, check.problem)}`),
  ];
  return whens.length === 0 ? 'CAST(NULL AS VARCHAR)' : `CASE ${whens.join(' ')} END`;
}

function reason(column: Column, problem: ValueProblem): string {
  return textLiteral(`${column.name}.${problem}`);
}

/** When the text stands for "no value"; undefined when no text does. */
function nullTest(column: Column, text: string): string | undefined {
  const texts = [...(column.blankAllowed === true ? [''] : []), ...(column.nullCodes ?? []).filter(Boolean)];
  return texts.length === 0 ? undefined : `(${oneOf(text, texts)})`;
}

function formatChecks(column: Column, text: string): readonly Check[] {
  const { format } = column;
  switch (format.kind) {
    case 'text':
      return [
        { fails: `length(${text}) > ${format.maxLength}`, problem: 'length' },
        mismatch(text, textShape({ ...column, format })),
      ];
    case 'digits':
      return [mismatch(text, `[0-9]{${format.padZeros === true ? 1 : format.length},${format.length}}`)];
    case 'codes':
      return [{ fails: `NOT (${oneOf(text, format.codes)})`, problem: 'code' }];
    case 'flag':
      return [{ fails: `NOT (${oneOf(text, [...format.trueCodes, ...format.falseCodes])})`, problem: 'code' }];
    case 'integer':
    case 'decimal': {
      const { expression } = typedExpression(column, text);
      return [
        mismatch(text, numberShape(format)),
        { fails: `${wideNumber(column, text)} NOT BETWEEN ${format.min} AND ${format.max}`, problem: 'range' },
        { fails: `${expression} IS NULL`, problem: 'range' },
      ];
    }
    case 'date': {
      const { expression } = typedExpression(column, text);
      const bounds = `DATE ${textLiteral(format.min)} AND DATE ${textLiteral(format.max)}`;
      return [
        mismatch(text, DATE_SHAPES[format.pattern]),
        { fails: `${expression} IS NULL`, problem: 'format' },
        { fails: `${expression} NOT BETWEEN ${bounds}`, problem: 'range' },
      ];
    }
    case 'ssn':
      return [];
  }
}

function mismatch(text: string, pattern: string): Check {
  return { fails: `NOT regexp_full_match(${text}, ${textLiteral(pattern)})`, problem: 'format' };
}

function oneOf(text: string, values: readonly string[]): string {
  return values.length === 1
    ? `${text} = ${textLiteral(values[0]!)}`
    : `${text} IN (${values.map(textLiteral).join(', ')})`;
}

interface Typed {
  readonly type: string;
  readonly expression: string;
}

/** The typed value of text that passed its checks. TRY_CAST, because engines may compute it for rows that did not. */
function typedExpression(column: Column, text: string): Typed {
  const { format } = column;
  switch (format.kind) {
    case 'text':
    case 'codes':
      return { type: 'VARCHAR', expression: text };
    case 'digits':
      return { type: 'VARCHAR', expression: format.padZeros === true ? `lpad(${text}, ${format.length}, '0')` : text };
    case 'flag':
      return { type: 'BOOLEAN', expression: `(${oneOf(text, format.trueCodes)})` };
    case 'integer':
      return { type: 'INTEGER', expression: `TRY_CAST(${text} AS INTEGER)` };
    case 'decimal': {
      const type = `DECIMAL(${format.precision}, ${format.scale})`;
      return { type, expression: `TRY_CAST(${wideNumber(column, text)} AS ${type})` };
    }
    case 'date':
      return { type: 'DATE', expression: dateExpression(format.pattern, text) };
    case 'ssn':
      return { type: 'VARCHAR', expression: text };
  }
}

/** The number before it is narrowed to its column's type, for comparing with the bounds. */
function wideNumber(column: Column, text: string): string {
  const { format } = column;
  if (format.kind === 'decimal' && format.impliedDecimals !== undefined && format.impliedDecimals > 0) {
    const unit = `0.${'0'.repeat(format.impliedDecimals - 1)}1`;
    return `(TRY_CAST(${text} AS DECIMAL(18, 0)) * ${unit})`;
  }
  return format.kind === 'decimal'
    ? `TRY_CAST(${text} AS DECIMAL(18, ${format.scale}))`
    : `TRY_CAST(${text} AS BIGINT)`;
}

function dateExpression(pattern: 'MM/dd/yyyy' | 'yyyyMMdd' | 'yyyy-MM-dd' | 'yyyyMM', text: string): string {
  switch (pattern) {
    case 'MM/dd/yyyy':
      return `CAST(try_strptime(${text}, '%m/%d/%Y') AS DATE)`;
    case 'yyyyMMdd':
      return `TRY_CAST(${text}[1:4] || '-' || ${text}[5:6] || '-' || ${text}[7:8] AS DATE)`;
    case 'yyyy-MM-dd':
      return `TRY_CAST(${text} AS DATE)`;
    case 'yyyyMM':
      return `TRY_CAST(${text}[1:4] || '-' || ${text}[5:6] || '-01' AS DATE)`;
  }
}

function ssnDigitsSql(text: string): string {
  return `lpad(replace(${text}, '-', ''), 9, '0')`;
}

function ssnStatusCase(column: Column, text: string): string {
  const isNull = nullTest(column, text);
  const digits = ssnDigitsSql(text);
  const rules = SSN_RULES.map(
    (rule) => `WHEN regexp_full_match(${digits}, ${textLiteral(rule.pattern)}) THEN ${textLiteral(rule.status)}`,
  );
  return [
    `CASE WHEN ${text} = ''${isNull === undefined ? '' : ` OR ${isNull}`} THEN 'missing'`,
    `WHEN NOT regexp_full_match(${text}, ${textLiteral(SSN_SHAPE)}) THEN 'invalid'`,
    ...rules,
    "ELSE 'valid' END",
  ].join(' ');
}
