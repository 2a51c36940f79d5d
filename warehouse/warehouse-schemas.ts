/** The databases of a warehouse that has several; on DuckDB the vault is one, and all else is in the other. */
export type WarehouseDatabase = 'work' | 'vault' | 'public';

/** Every schema of the warehouse, and the database it is in. */
export const WAREHOUSE_SCHEMAS = Object.freeze({
  /** Commit rows, and what the engine itself needs. */
  hub: 'work',
  staging: 'work',
  quarantine: 'work',
  linkage: 'work',
  reference: 'work',
  ecids: 'work',
  learn_to_earn: 'work',
  /** Aggregates before and after disclosure control. */
  public_stage: 'work',
  /** Who: names, birth dates, agency ids, tokens. */
  vault: 'vault',
  /** What is held ready for a release. */
  public: 'public',
  /** The rows of every release, as they went out. */
  released: 'public',
  /** Views of the newest release: all that the outside reads. */
  dashboard: 'public',
} satisfies Record<string, WarehouseDatabase>);
export type WarehouseSchema = keyof typeof WAREHOUSE_SCHEMAS;
