import type { BlockingRule } from '../schemas/link-model/link-pass.ts';
import type { PatternCode } from './agreement-pattern.ts';
import type { BlockCount } from './blocking.ts';
import type { EstimatedU } from './estimate-u.ts';
import type { PairContext } from './pair-context.ts';

/** What the rarity of agreeing values can add to the weight of a comparison. */
export interface TermFrequency {
  /** Position of the comparison in the pass. */
  readonly comparison: number;
  /** The greatest adjustment, at least 0. */
  readonly largest: number;
  /** Share of the adjustment for inexact levels. */
  readonly inexact: number;
}

/** Weight of an agreement pattern, and whether it may link without review. */
export interface PatternScore {
  readonly pattern: number;
  readonly weight: number;
  readonly linkable: boolean;
}

/**
 * The pairs that the rules of one pass find, from their number to their weights. Two ways to hold them give the same
 * numbers: tables of the warehouse (`warehousePairs`), and arrays in process (`memoryPairs`). Calls come in the order
 * of the methods here.
 */
export interface PairWorker {
  /** What each rule would find, before any pair is made. */
  countBlocks(): Promise<readonly BlockCount[]>;
  /** Entities of a side that could meet anybody by one of the rules. */
  eligible(side: 'left' | 'right'): Promise<number>;
  /** Finds every pair of entities once. @returns the pairs each rule added to those before it */
  findPairs(): Promise<readonly number[]>;
  /** u of a comparison, by its name. */
  estimateU(comparison: string): Promise<EstimatedU>;
  /** Prepares the frequency adjustments of the comparisons that have some. */
  weighRarity(estimated: readonly EstimatedU[]): Promise<readonly TermFrequency[]>;
  /** Compares the pairs. @returns the patterns that occur, ascending */
  compare(): Promise<readonly number[]>;
  readonly code: PatternCode;
  /** Pairs of entities by their best pattern. @param ranked all patterns, from the best to the worst */
  countBest(ranked: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Adds the pairs that reach `review` to the edges of the run, but for those that earlier steps leave no place for. */
  addEdges(
    step: number,
    scores: readonly PatternScore[],
    weights: { readonly link: number; readonly review: number },
  ): Promise<void>;
  close(): Promise<void>;
}

/** @param use keeps apart what is open at once */
export type OpenPairs = (
  context: PairContext,
  rules: readonly BlockingRule[],
  comparisons: readonly string[],
  use: 'pass' | 'training',
) => PairWorker;
