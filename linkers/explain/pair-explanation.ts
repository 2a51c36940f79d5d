/** An entity as reports name it: its source and its id there. */
export interface ExplainedEntity {
  readonly source: string;
  readonly id: string;
  /** Variants of its values; the best pair of variants is the one explained. */
  readonly variants: number;
}

/** How two records' keys meet, column by column. */
export type KeyAgreement = 'equal' | 'different' | 'missing_left' | 'missing_right' | 'missing_both';

export interface ExplainedKey {
  readonly left: string;
  readonly right: string;
  readonly agreement: KeyAgreement;
}

/** One blocking rule, or the keys of a deterministic rule, held against the pair. */
export interface ExplainedRule {
  readonly keys: readonly ExplainedKey[];
  /** Whether the rule brings the pair together. */
  readonly meets: boolean;
  /** Whether the keys are equal, but their block has more pairs than `skip_blocks_over`. */
  readonly skipped: boolean;
}

export interface ExplainedDeterministicRule extends ExplainedRule {
  readonly rule: string;
  /** Whether `require` holds; null where the rule has none, or its keys differ. */
  readonly requireHolds: boolean | null;
}

export interface DeterministicExplanation {
  readonly type: 'deterministic';
  readonly pass: string;
  readonly rules: readonly ExplainedDeterministicRule[];
}

/** What one comparison adds to the match weight, in bits. */
export interface WaterfallBar {
  readonly comparison: string;
  /** Position of the level, from 1 (exact); 0 where a value is missing, which is no evidence. */
  readonly level: number;
  readonly label: string;
  readonly m: number | null;
  readonly u: number | null;
  /** log2 (m / u); 0 where a value is missing. */
  readonly weight: number;
  /** What the rarity of the values adds to it. */
  readonly termFrequencyAdjustment: number;
  /** Values of the compared columns, where they may be seen. */
  readonly values: readonly { readonly column: string; readonly left: string | null; readonly right: string | null }[];
}

export interface FellegiSunterExplanation {
  readonly type: 'fellegi_sunter';
  readonly pass: string;
  readonly blocking: readonly ExplainedRule[];
  /** Whether some rule brings the pair together: only then did the pass compare it. */
  readonly compared: boolean;
  /** log2 of the prior odds that two records of the sources are one person; null where the pass learned nothing. */
  readonly priorWeight: number | null;
  readonly bars: readonly WaterfallBar[];
  /** Prior and all bars; null where the pass learned nothing. */
  readonly matchWeight: number | null;
  readonly matchProbability: number | null;
  readonly thresholds: { readonly link: number; readonly review: number };
  /** Clauses of `link_only_if` that the pair does not satisfy, in words. */
  readonly unmetClauses: readonly string[];
  /** What the weight and the clauses come to, had the pass compared the pair. */
  readonly verdict: 'link' | 'link_only_if' | 'between_thresholds' | 'below_review' | 'untrained';
}

export type PassExplanation = DeterministicExplanation | FellegiSunterExplanation;

/** A link as the result holds it. */
export interface ExplainedEdge {
  readonly left: string;
  readonly right: string;
  readonly pass: string;
  readonly matchWeight: number | null;
}

/** A rule that the two clusters together would break. */
export interface BrokenConstraint {
  readonly type: 'max_per_cluster' | 'one_value_per_cluster';
  /** The source with too many entities, or the column with contradicting values. */
  readonly name: string;
  readonly sentence: string;
}

/** What became of the pair in the result. */
export interface ResolutionExplanation {
  readonly sameCluster: boolean;
  readonly clusterSizes: readonly [number, number];
  /** The link between the two, where there is one. */
  readonly edge: ExplainedEdge | null;
  /** The pair among those for review, with the reason. */
  readonly review: (ExplainedEdge & { readonly reason: string }) | null;
  /** The links that join the two through others; empty where they are linked directly or not at all. */
  readonly path: readonly ExplainedEdge[];
  /** Links of either to others between the same two sources: who took the place. */
  readonly rivals: readonly ExplainedEdge[];
  readonly brokenConstraints: readonly BrokenConstraint[];
  /** The whole in a sentence. */
  readonly sentence: string;
}

/** Why two entities are one person in a result, or are not. */
export interface PairExplanation {
  readonly left: ExplainedEntity;
  readonly right: ExplainedEntity;
  /** `left_right` of the model; null where it never compares these sources. */
  readonly sourcePair: string | null;
  readonly passes: readonly PassExplanation[];
  readonly resolution: ResolutionExplanation;
  /** Anything that limits what is said, such as data that changed since. */
  readonly notes: readonly string[];
}
