import type { ColumnValue } from './column.ts';
import type { Condition, Operand, RowRule } from './rule.ts';

/** SQL's three truth values; null is "unknown". */
export type Truth = boolean | null;
export type TypedRow = Readonly<Record<string, ColumnValue>>;

/** A rule is broken when it applies for certain and its requirement fails for certain. */
export function breaksRule(rule: RowRule, row: TypedRow): boolean {
  if (rule.when !== undefined && evaluateCondition(rule.when, row) !== true) return false;
  return evaluateCondition(rule.require, row) === false;
}

export function evaluateCondition(condition: Condition, row: TypedRow): Truth {
  switch (condition.op) {
    case 'isNull':
      return columnValue(row, condition.column) === null;
    case 'isNotNull':
      return columnValue(row, condition.column) !== null;
    case 'and':
      return all(condition.conditions.map((part) => evaluateCondition(part, row)));
    case 'or':
      return not(all(condition.conditions.map((part) => not(evaluateCondition(part, row)))));
    case 'not':
      return not(evaluateCondition(condition.condition, row));
    case 'in': {
      const left = operandValue(condition.left, row);
      return left === null ? null : condition.values.some((value) => value === left);
    }
    case 'sumLe': {
      const sum = exactSum(condition.columns.map((column) => columnValue(row, column)));
      const right = operandValue(condition.right, row);
      return sum === null || typeof right !== 'number' ? null : sum <= right;
    }
    default: {
      const left = operandValue(condition.left, row);
      const right = operandValue(condition.right, row);
      if (left === null || right === null) return null;
      return holds(condition.op, compare(left, right));
    }
  }
}

function holds(op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', order: number): boolean {
  switch (op) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
  }
}

/** Text is ordered by code points, as SQL orders UTF-8; JavaScript's own `<` compares UTF-16 units. */
function compare(left: string | number | boolean, right: string | number | boolean): number {
  if (typeof left !== 'string' || typeof right !== 'string') return Number(left) - Number(right);
  if (left === right) return 0;
  const [a, b] = [[...left], [...right]];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = a[index]!.codePointAt(0)! - b[index]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The sum to six decimal places, so that 0.1 + 0.2 is 0.3 as it is in SQL's decimals. */
function exactSum(values: readonly ColumnValue[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (typeof value !== 'number') return null;
    sum += value;
  }
  return Math.round(sum * 1e6) / 1e6;
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

function not(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

function operandValue(operand: Operand, row: TypedRow): ColumnValue {
  return 'column' in operand ? columnValue(row, operand.column) : operand.value;
}

function columnValue(row: TypedRow, column: string): ColumnValue {
  return row[column] ?? null;
}
