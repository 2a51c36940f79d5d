import { identifier } from '../warehouse/identifier.ts';

// The temporary tables of a linkage run. They hold identifying values, so they live in the session alone and go with it.

export const ENTITY_TABLE = 'link_entity';
/** (entity_id, canonical_id): entities that go by another of their source, see `createAliases`. */
export const ALIAS_TABLE = 'link_alias';
export const NICKNAME_TABLE = 'link_nickname';
/** Edges found so far: (pair, step, el, er, weight, state). */
export const STEP_EDGE_TABLE = 'link_step_edge';

/**
 * (step, el, er, weight, state): what every step says of every pair, before it is asked whether earlier steps left the
 * pair free. In sessions that keep their basis.
 */
export const SCORED_TABLE = 'link_scored';
/** (e, digest): of the standardized values of every entity. In sessions that keep their basis. */
export const DIGEST_TABLE = 'link_digest';

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

// What resolution leaves in the session; all of it refers to entities by their dense number `e`.

/** (e, root): the least entity of the component of every entity that has a link. */
export const COMPONENT_TABLE = 'link_component';
/** (root): components that cannot be one person as they are. */
export const CONTESTED_TABLE = 'link_contested';
/**
 * (constraint_no, e, code): known values of the columns of which a person has one. Pairs that people keep apart follow
 * the model's constraints, each as a column of its own of which its two entities have different values.
 */
export const HELD_TABLE = 'link_held';
/** (apart_no, a, b): pairs of entities that people said are two persons; absent where nobody said so. */
export const APART_TABLE = 'link_apart';
/** (e, root): cluster of every entity of a contested component, by its least entity. */
export const SETTLED_TABLE = 'link_settled';
/** (step, el, er, outcome): links of contested components that did not hold; `outcome` as in `LOST_OUTCOMES`. */
export const LOST_LINK_TABLE = 'link_lost';
/** (e, label): cluster of every entity; clusters are numbered from 0 by their least entity. */
export const LABEL_TABLE = 'link_final_label';
/** (step, el, er, weight): links inside final clusters. */
export const FINAL_EDGE_TABLE = 'link_final_edge';
/** (step, el, er, weight, reason): pairs for clerical review, each once. */
export const FINAL_REVIEW_TABLE = 'link_final_review';
/** (label, person_key, kept): person of every cluster; `kept` is 1 where the key goes on. */
export const PERSON_TABLE = 'link_final_person';
/** (event, person_key, other_key): what became of keys, but for those that go on. */
export const PERSON_EVENT_TABLE = 'link_final_event';
