/** One step of the store's schema. Once released it is never edited: a later one changes what it made. */
export interface Migration {
  /** Position in the order, from 1, without gaps. */
  readonly id: number;
  readonly name: string;
  /** Statements of PostgreSQL 15, separated by semicolons, run in one transaction. */
  readonly sql: string;
}
