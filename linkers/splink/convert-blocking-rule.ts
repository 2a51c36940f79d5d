import { UsageError } from '../../schemas/errors.ts';
import type { BlockingRule } from '../../schemas/link-model/link-pass.ts';
import type { ColumnNames } from './column-names.ts';
import type { SplinkBlockingRule } from './splink-settings.ts';
import { splitSql, withoutParentheses } from './split-sql.ts';

const PLAIN_COLUMN = /^"?([^"().\s]+)"?$/;

/** @throws UsageError when the rule is anything but equalities of an expression on the left and one on the right. */
export function convertBlockingRule(rule: SplinkBlockingRule, place: string, names: ColumnNames): BlockingRule {
  if ((rule.arrays_to_explode?.length ?? 0) > 0) {
    throw new UsageError(`${place} explodes ${rule.arrays_to_explode?.join(', ')}, and a link model has no lists`);
  }
  const left: string[] = [];
  const right: string[] = [];
  for (const part of splitSql(withoutParentheses(rule.blocking_rule), 'AND')) {
    const equated = splitSql(withoutParentheses(part), '=').map(withoutParentheses);
    const l = equated.find((side) => onlyOf(side, 'l'));
    const r = equated.find((side) => onlyOf(side, 'r'));
    if (equated.length !== 2 || l === undefined || r === undefined) {
      throw new UsageError(`${place}: "${part}" is not an equality of the left record with the right one`, {
        hint: 'A blocking rule of a link model names columns, or expressions of columns, that must be equal.',
      });
    }
    left.push(columnOf(l, names));
    right.push(columnOf(r, names));
  }
  return left.every((name, index) => name === right[index]) ? { columns: left } : { columns: left, right };
}

function onlyOf(sql: string, side: 'l' | 'r'): boolean {
  const other = side === 'l' ? 'r' : 'l';
  return new RegExp(`\\b${side}\\.`).test(sql) && !new RegExp(`\\b${other}\\.`).test(sql);
}

function columnOf(sql: string, names: ColumnNames): string {
  const bare = sql.replaceAll(/\b[lr]\./g, '');
  const plain = PLAIN_COLUMN.exec(bare);
  return plain === null ? names.derived(bare) : names.column(plain[1]!);
}
