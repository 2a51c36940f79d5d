import type { BlockCount } from './blocking.ts';
import type { EntityChanges } from './incremental/entity-changes.ts';
import type { Drift } from './incremental/measure-drift.ts';
import type { PersonEventKind } from './person-events.ts';

/** One trained level. */
export interface TrainedLevel {
  readonly label: string;
  readonly m: number;
  readonly u: number;
  /** log2 (m / u). */
  readonly weight: number;
  /** How u was found: given in the model, counted over all pairs, or sampled (with its standard error). */
  readonly uSource: 'model' | 'exact' | 'sampled';
  readonly uStandardError: number | null;
  /** Set where nothing was observed and the parameter stands at half an observation. */
  readonly floored: boolean;
}

export interface TrainedComparison {
  readonly comparison: string;
  readonly levels: readonly TrainedLevel[];
}

/** Everything a Fellegi–Sunter pass learned, enough to score again without training. */
export interface PassParameters {
  readonly lambda: number;
  /** All pairs of the two sources, compared or not. */
  readonly totalPairs: number;
  readonly linkWeight: number;
  readonly reviewWeight: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly lastChange: number;
  readonly logLikelihood: number;
  readonly patterns: number;
  readonly comparisons: readonly TrainedComparison[];
}

/** What one step (a deterministic rule, or a Fellegi–Sunter pass) saw before clusters were resolved. */
export interface StepReport {
  readonly step: number;
  readonly sourcePair: string;
  readonly pass: string;
  readonly type: 'deterministic' | 'fellegi_sunter';
  /** Entities with the values that some rule of the step needs. */
  readonly eligibleLeft: number;
  readonly eligibleRight: number;
  /** Pairs of variants that share a key, over all rules, repeats included. */
  readonly candidatePairs: number;
  /** Pairs of entities compared, each once. */
  readonly comparedPairs: number;
  readonly blocks: readonly BlockCount[];
  readonly parameters: PassParameters | null;
}

export interface PassReport extends StepReport {
  /** Pairs of entities linked, on the final clusters. */
  readonly linked: number;
  /** Pairs sent to clerical review. */
  readonly review: number;
  /** Pairs above the link threshold that a better assignment displaced. */
  readonly displaced: number;
  /** What the model itself expects, without labels; null for deterministic rules. */
  readonly estimated: EstimatedQuality | null;
}

/** Holds as far as the model's weights are right: a check on them, no replacement for labels. */
export interface EstimatedQuality {
  /** Same-person pairs of the two sources, found or not, by this or an earlier pass: λ times all pairs. */
  readonly matches: number;
  /** Links of this pass that are wrong: the sum of 1 − match probability, each to a billionth. */
  readonly falseLinks: number;
}

/** What a linkage run did. Counts and parameters only: no value of a person's record. */
export interface LinkReport {
  readonly linkVersion: number;
  readonly model: string;
  readonly modelVersion: number;
  /** SHA-256 of the model's canonical JSON. */
  readonly modelHash: string;
  /** A digest of clusters, edges and review pairs by entity id, see `resultHash`: equal input gives an equal one. */
  readonly resultHash: string;
  readonly sources: readonly { readonly source: string; readonly entities: number; readonly variants: number }[];
  readonly passes: readonly PassReport[];
  readonly persons: number;
  /** Persons with entities in more than one source. */
  readonly linkedPersons: number;
  readonly largestCluster: number;
  readonly events: Readonly<Record<PersonEventKind, number>>;
  /** Null of a full version. */
  readonly incremental: IncrementalReport | null;
}

/** What an incremental run went on from, and what had changed. */
export interface IncrementalReport {
  readonly baseVersion: number;
  readonly trainedVersion: number;
  readonly changes: EntityChanges;
  /** Candidates of pairs that had not changed, taken over without scoring. */
  readonly candidatesTakenOver: number;
  readonly drift: Drift;
}
