import { identifier } from '../warehouse/identifier.ts';

// The temporary tables of a linkage run. They hold identifying values, so they live in the session alone and go with it.

export const ENTITY_TABLE = 'link_entity';
export const NICKNAME_TABLE = 'link_nickname';
/** Edges found so far: (pair, step, el, er, weight, state). */
export const STEP_EDGE_TABLE = 'link_step_edge';

/** Distinct variants of a source's entities, every column as an integer code. */
export function variantTable(source: string): string {
  return identifier(`link_variant_${source}`);
}

/** (code, value): the distinct values of a standardized column, and of those that share its dictionary. */
export function valueTable(column: string): string {
  return identifier(`link_value_${column}`);
}

/** The code column of a standardized column in the variant tables. */
export function codeColumn(column: string): string {
  return identifier(`c_${column}`);
}

/** (code, one code per column): the distinct value tuples of a comparison over several columns. */
export function tupleTable(comparison: string): string {
  return identifier(`link_tuple_${comparison}`);
}

/** The code column of a comparison in the variant tables. */
export function comparisonColumn(comparison: string, columns: readonly string[]): string {
  return columns.length === 1 ? codeColumn(columns[0]!) : identifier(`t_${comparison}`);
}
