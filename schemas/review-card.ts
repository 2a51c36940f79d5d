/** One column of two entities, side by side. */
export interface ReviewRow {
  readonly column: string;
  /** Whether some value of one is a value of the other. */
  readonly agreement: 'equal' | 'different' | 'missing';
  /** Distinct values, as far as they may be seen; empty where nothing may. */
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** What a reviewer sees of a pair: its values, no weight and no verdict. */
export interface ReviewCard {
  readonly entityIdL: number;
  readonly entityIdR: number;
  readonly sourceL: string;
  readonly sourceR: string;
  readonly rows: readonly ReviewRow[];
}
