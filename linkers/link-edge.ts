/** A pair of entities some step wants to link. */
export interface LinkEdge {
  readonly pair: number;
  /** Order of trust: edges of a lower rank come first. Deterministic rules before weights. */
  readonly rank: number;
  readonly el: number;
  readonly er: number;
  /** Match weight in bits; null for a deterministic rule. */
  readonly weight: number | null;
  /** Weights nearer than this do not tell rivals apart. */
  readonly tieMargin: number;
}

export interface ResolvedPair {
  readonly leftUnique: boolean;
  readonly rightUnique: boolean;
}

/** Rank, then weight, then entities. */
export function compareEdges(a: LinkEdge, b: LinkEdge): number {
  return a.rank - b.rank || (b.weight ?? 0) - (a.weight ?? 0) || a.el - b.el || a.er - b.er;
}
