import type { Column } from '../../schemas/contract/column.ts';
import type { Condition, Operand, RowRule } from '../../schemas/contract/rule.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';

const OPERATORS = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/**
 * The code of a rule the row breaks, or null.
 * @throws TypeError when the rule compares what cannot be compared, or names an unknown column
 */
export function ruleSql(rule: RowRule, columns: readonly Column[]): string {
  const applies = rule.when === undefined ? '' : `${conditionSql(rule.when, columns)} AND `;
  return `CASE WHEN ${applies}NOT ${conditionSql(rule.require, columns)} THEN ${textLiteral(rule.code)} END`;
}

/** A condition in parentheses, in SQL's own three truth values. */
export function conditionSql(condition: Condition, columns: readonly Column[]): string {
  switch (condition.op) {
    case 'isNull':
      return `(${stored(condition.column, columns)} IS NULL)`;
    case 'isNotNull':
      return `(${stored(condition.column, columns)} IS NOT NULL)`;
    case 'and':
    case 'or': {
      if (condition.conditions.length === 0) return condition.op === 'and' ? 'TRUE' : 'FALSE';
      const parts = condition.conditions.map((part) => conditionSql(part, columns));
      return `(${parts.join(condition.op === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `(NOT ${conditionSql(condition.condition, columns)})`;
    case 'in': {
      const left = operandSql(condition.left, undefined, columns);
      const family = familyOf(condition.left, columns);
      if (condition.values.length === 0) return `(CASE WHEN ${left} IS NOT NULL THEN FALSE END)`;
      return `list_contains([${condition.values.map((value) => literal(value, family)).join(', ')}], ${left})`;
    }
    case 'sumLe': {
      const sum = condition.columns.map((name) => stored(name, columns)).join(' + ');
      return `(${sum} <= ${operandSql(condition.right, 'number', columns)})`;
    }
    default: {
      const family = familyOf(condition.left, columns) ?? familyOf(condition.right, columns);
      const left = operandSql(condition.left, family, columns);
      return `(${left} ${OPERATORS[condition.op]} ${operandSql(condition.right, family, columns)})`;
    }
  }
}

type Family = 'text' | 'number' | 'date' | 'boolean';

function operandSql(operand: Operand, family: Family | undefined, columns: readonly Column[]): string {
  if (!('column' in operand)) return literal(operand.value, family);
  const own = familyOf(operand, columns);
  if (family !== undefined && own !== family) {
    throw new TypeError(`A rule compares ${operand.column}, a ${own}, with a ${family}`);
  }
  return stored(operand.column, columns);
}

function literal(value: string | number | boolean, family: Family | undefined): string {
  const own =
    typeof value === 'string' ? (family === 'date' ? 'date' : 'text') : (typeof value as 'number' | 'boolean');
  if (family !== undefined && own !== family) throw new TypeError(`A rule compares a ${family} with a ${own}`);
  if (own === 'date') return `DATE ${textLiteral(String(value))}`;
  return own === 'text' ? textLiteral(String(value)) : String(value);
}

function familyOf(operand: Operand, columns: readonly Column[]): Family | undefined {
  if (!('column' in operand)) return undefined;
  switch (columnNamed(operand.column, columns).format.kind) {
    case 'integer':
    case 'decimal':
      return 'number';
    case 'date':
      return 'date';
    case 'flag':
      return 'boolean';
    default:
      return 'text';
  }
}

function stored(name: string, columns: readonly Column[]): string {
  const column = columnNamed(name, columns);
  return identifier(column.format.kind === 'ssn' ? `${name}_token` : name);
}

function columnNamed(name: string, columns: readonly Column[]): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new TypeError(`A rule names an unknown column ${name}`);
  return column;
}
