import { InvariantError } from '../schemas/errors.ts';
import { type Condition, conditionColumns } from '../schemas/link-model/condition.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import { renderSql } from '../warehouse/render.ts';
import { NICKNAME_TABLE } from './names.ts';

/** A measurement of a pair of values, computed once in an inner SELECT however many levels look at it. */
export interface Measure {
  readonly alias: string;
  readonly sql: string;
}

/** Collects what conditions need, so that one inner SELECT can compute it for all of them. */
export interface ConditionCompiler {
  /** SQL over the measures' aliases and the sides' columns; null where a value is missing. */
  compile(condition: Condition, own: readonly string[]): string;
  /** The columns of each side that the compiled conditions read. */
  columns(): readonly string[];
  measures(): readonly Measure[];
  /** LEFT JOINs on the nickname table that the inner SELECT needs. */
  joins(): readonly string[];
}

/** @param value the SQL of a side's value of a column */
export function conditionCompiler(
  dialect: Dialect,
  value: (side: 'l' | 'r', column: string) => string,
): ConditionCompiler {
  const measures = new Map<string, string>();
  const nicknames = new Map<string, string>();
  const transpositions = new Map<string, { alias: string; l: string; r: string; limit: number }>();
  const columns = new Set<string>();
  const call = dialect.functions;

  const measure = (sql: string): string => {
    const alias = measures.get(sql) ?? `measure_${measures.size + 1}`;
    measures.set(sql, alias);
    return alias;
  };
  const both = (column: string): [string, string] => {
    columns.add(column);
    return [value('l', column), value('r', column)];
  };

  const compile = (condition: Condition, own: readonly string[]): string => {
    for (const column of conditionColumns(condition, own)) columns.add(column);
    if (condition.type === 'all' || condition.type === 'any') {
      const parts = condition.of.map((part) => compile(part, own));
      return `(${parts.join(condition.type === 'all' ? ' AND ' : ' OR ')})`;
    }
    if (condition.type === 'custom') return measure(`(${customSql(condition.sql, dialect, value)})`);
    if (condition.type === 'columns_reversed') {
      const [first, second] = condition.columns;
      const [l1, r1] = both(first);
      const [l2, r2] = both(second);
      return measure(`(${l1} = ${r2} AND ${l2} = ${r1})`);
    }
    if (condition.type === 'exact' && condition.column === undefined) {
      return measure(
        `(${own
          .map(both)
          .map(([l, r]) => `${l} = ${r}`)
          .join(' AND ')})`,
      );
    }
    const [l, r] = both(condition.column ?? onlyColumn(own));
    switch (condition.type) {
      case 'exact':
        return measure(`(${l} = ${r})`);
      case 'missing':
        return measure(`(${l} IS NULL OR ${r} IS NULL)`);
      case 'jaro_winkler':
        return `(${measure(call.jaro_winkler(l, r))} >= ${condition.at_least})`;
      case 'levenshtein':
        return `(${measure(call.levenshtein(l, r))} <= ${condition.at_most})`;
      case 'damerau_levenshtein': {
        const key = `${l} ${r}`;
        const known = transpositions.get(key);
        const alias = known?.alias ?? `edits_${transpositions.size + 1}`;
        transpositions.set(key, { alias, l, r, limit: Math.max(known?.limit ?? 0, condition.at_most) });
        return `(${alias} <= ${condition.at_most})`;
      }
      case 'days_apart':
        return `(ABS(${measure(call.days_between(l, r))}) <= ${condition.at_most})`;
      case 'day_month_swapped':
        return measure(
          `(EXTRACT(YEAR FROM ${l}) = EXTRACT(YEAR FROM ${r}) AND EXTRACT(MONTH FROM ${l}) = EXTRACT(DAY FROM ${r}) AND EXTRACT(DAY FROM ${l}) = EXTRACT(MONTH FROM ${r}))`,
        );
      case 'date_parts':
        return measure(
          `(${condition.parts.map((part) => `EXTRACT(${part} FROM ${l}) = EXTRACT(${part} FROM ${r})`).join(' AND ')})`,
        );
      case 'nickname': {
        const column = condition.column ?? onlyColumn(own);
        const alias = nicknames.get(column) ?? `nickname_${nicknames.size + 1}`;
        nicknames.set(column, alias);
        return measure(`(${alias}.name IS NOT NULL)`);
      }
      case 'name_parts':
        return measure(sharedPart(l, r));
      case 'prefix':
        return measure(
          `(LENGTH(${l}) >= ${condition.at_least} AND LENGTH(${r}) >= ${condition.at_least} AND (SUBSTR(${l}, 1, LENGTH(${r})) = ${r} OR SUBSTR(${r}, 1, LENGTH(${l})) = ${l}))`,
        );
    }
  };

  return {
    compile,
    columns: () => [...columns],
    measures: () => [
      ...[...measures].map(([sql, alias]) => ({ alias, sql })),
      ...[...transpositions.values()].map(({ alias, l, r, limit }) => ({
        alias,
        sql: boundedEdits(call, l, r, limit),
      })),
    ],
    joins: () =>
      [...nicknames].map(
        ([column, alias]) =>
          `LEFT JOIN ${NICKNAME_TABLE} AS ${alias} ON ${alias}.name = ${value('l', column)} AND ${alias}.other_name = ${value('r', column)}`,
      ),
  };
}

/**
 * Damerau–Levenshtein up to a limit, beyond it any number above. It costs eight times Levenshtein, which settles most
 * pairs: an exchange of neighbors takes Levenshtein two edits, so beyond twice the limit both exceed it. Lengths that
 * differ by more than the limit settle many without either.
 */
function boundedEdits(call: Dialect['functions'], l: string, r: string, limit: number): string {
  const levenshtein = call.levenshtein(l, r);
  return `CASE WHEN ABS(LENGTH(${l}) - LENGTH(${r})) > ${limit} THEN ${limit + 1} WHEN ${levenshtein} > ${2 * limit} THEN ${limit + 1} ELSE ${call.damerau_levenshtein(l, r)} END`;
}

const PARTS = [1, 2, 3, 4];

/** Whether two names, cut at spaces and hyphens, share a part of three letters or more. */
function sharedPart(l: string, r: string): string {
  const padded = `(' ' || REPLACE(${r}, '-', ' ') || ' ')`;
  const tests = PARTS.map((part) => {
    const piece = `SPLIT_PART(REPLACE(${l}, '-', ' '), ' ', ${part})`;
    return `(LENGTH(${piece}) >= 3 AND POSITION((' ' || ${piece} || ' ') IN ${padded}) > 0)`;
  });
  // Two different names of one part each share none, and most names are.
  const several = [l, r].map((name) => `${name} LIKE '% %' OR ${name} LIKE '%-%'`).join(' OR ');
  return `(CASE WHEN ${several} THEN ${tests.join(' OR ')} ELSE ${l} = ${r} END)`;
}

function customSql(sql: string, dialect: Dialect, value: (side: 'l' | 'r', column: string) => string): string {
  const bound = sql.replaceAll(/\b([lr])\.([a-z][a-z0-9_]*)/g, (_, side: 'l' | 'r', column: string) =>
    value(side, column),
  );
  return renderSql(bound, dialect);
}

function onlyColumn(own: readonly string[]): string {
  const [column] = own;
  if (column === undefined || own.length > 1) throw new InvariantError('A condition names no column');
  return column;
}
