/** What can be off about a warehouse, beside what this code and its contracts say. */
export type DriftKind =
  | 'missing'
  | 'changed'
  | 'column'
  | 'undeclared'
  | 'masking'
  | 'row-access'
  | 'grant'
  | 'insecure-view';

/** One thing that is off. Names tables, columns and roles, and no value. */
export interface DriftFinding {
  readonly kind: DriftKind;
  /** `schema.table`, or `schema.table.column`. */
  readonly about: string;
  readonly sentence: string;
  /** What to do, as one sentence. */
  readonly hint: string;
}

/** What a migration did, by the names of what it made or changed. */
export interface MigrationResult {
  readonly applied: readonly string[];
  readonly repaired: readonly string[];
}
