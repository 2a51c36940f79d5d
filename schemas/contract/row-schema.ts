import { z } from 'zod';
import type { Column, ColumnValue } from './column.ts';
import { breaksRule, type TypedRow } from './evaluate-condition.ts';
import type { ExtractContract } from './extract-contract.ts';
import { isNullText, trimSpaces, valueReader } from './read-value.ts';
import { ssnDigits, ssnStatus } from './ssn.ts';

/** Name of the column that says what became of an SSN column. */
export function ssnStatusColumn(column: string): string {
  return `${column}_status`;
}

/** The contract of one column: raw text in, typed value out. An issue's message is the problem, such as `format`. */
export function columnSchema(column: Column): z.ZodType<ColumnValue, string> {
  const read = valueReader(column);
  return z.string().transform((raw, context) => {
    const result = read(raw);
    if ('value' in result) return result.value;
    context.addIssue({ code: 'custom', message: result.problem });
    return z.NEVER;
  });
}

/**
 * The contract of one row, executable: a row of raw text (contract column name → text; a missing one is blank) becomes
 * a row of typed values, or every reason why not. A reason is the message of an issue: `<column>.<problem>` or a row
 * rule's code. A value that failed counts as unknown to the rules. An SSN stays as its nine digits, with
 * `<column>_status` beside it; tokens are made at the edge alone.
 *
 * `compileContract` in `extracts/` executes the same contract set-based; a property test holds the two together.
 */
export function rowSchema(
  contract: Pick<ExtractContract, 'columns' | 'rules'>,
): z.ZodType<TypedRow, Readonly<Record<string, string | undefined>>> {
  const columns = contract.columns.map((column) => ({ column, schema: columnSchema(column) }));
  return z.record(z.string(), z.string().optional()).transform((raw, context) => {
    const typed: Record<string, ColumnValue> = {};
    for (const { column, schema } of columns) {
      const text = raw[column.name] ?? '';
      const result = schema.safeParse(text);
      typed[column.name] = result.success ? result.data : null;
      for (const issue of result.error?.issues ?? []) {
        context.addIssue({ code: 'custom', path: [column.name], message: `${column.name}.${issue.message}` });
      }
      if (column.format.kind === 'ssn') typed[ssnStatusColumn(column.name)] = statusOf(column, text);
    }
    for (const rule of contract.rules) {
      if (breaksRule(rule, typed)) context.addIssue({ code: 'custom', path: [], message: rule.code });
    }
    return Object.freeze(typed);
  });
}

function statusOf(column: Column, raw: string): string {
  const text = trimSpaces(raw);
  return text === '' || isNullText(column, text) ? 'missing' : ssnStatus(ssnDigits(text));
}
