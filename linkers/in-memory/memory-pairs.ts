import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvariantError } from '../../schemas/errors.ts';
import type { BlockingRule } from '../../schemas/link-model/link-pass.ts';
import { patternCode } from '../agreement-pattern.ts';
import type { EstimatedU } from '../estimate-u.ts';
import { codeColumn, STEP_EDGE_TABLE } from '../names.ts';
import { type PairContext, stillFree } from '../pair-context.ts';
import type { OpenPairs, PairWorker } from '../pair-worker.ts';
import type { CodedRecords } from './coded-records.ts';
import { comparePairs } from './compare-pairs.ts';
import { estimateUOfRecords } from './estimate-u.ts';
import { type BlockedRule, blockCount, findPairs, type PairList } from './find-pairs.ts';
import { type BlockScratch, blockScratch, type KeySide, keyBlocks } from './key-blocks.ts';
import { countPatterns } from './pattern-numbers.ts';
import { PAIR_STATES, scorePairs } from './score-pairs.ts';
import { type ValueCountStore, valueCountStore } from './value-counts.ts';
import { type Rarity, rarityOf } from './value-rarity.ts';

/**
 * Pairs in arrays in process, for records that fit in memory and have one variant each. Blocks, pairs and patterns are
 * made of codes alone; values stay in the warehouse, which compares the distinct ones.
 */
export function memoryPairs(records: CodedRecords): OpenPairs {
  const counts = valueCountStore(records);
  return (context, rules, comparisons, use) => pairWorker(context, records, rules, comparisons, use, counts);
}

function pairWorker(
  context: PairContext,
  records: CodedRecords,
  rules: readonly BlockingRule[],
  comparisons: readonly string[],
  use: 'pass' | 'training',
  counts: ValueCountStore,
): PairWorker {
  const code = patternCode(comparisons.map((name) => context.model.comparisons[name]!));
  let blocked: readonly BlockedRule[] = [];
  let rarities: readonly Rarity[] = [];
  let pairs: PairList = { el: new Int32Array(0), er: new Int32Array(0), length: 0 };
  let patterns: Int32Array | Float64Array = new Int32Array(0);
  let counted: ReadonlyMap<number, number> = new Map();
  let estimates: ReadonlyMap<string, Promise<EstimatedU>> = new Map();
  return {
    code,
    countBlocks: async () => {
      // The warehouse compares values for u while blocks are found here.
      if (use === 'pass') estimates = estimateAll(context, records, comparisons, counts);
      const scratch = blockScratch();
      const found: BlockedRule[] = [];
      for (const rule of rules) {
        found.push(blockRule(context, records, rule, scratch));
        await nextTurn();
      }
      blocked = found;
      return blocked.map(blockCount);
    },
    eligible: async (side) => countEligible(context, records, rules, side),
    findPairs: async () => {
      const found = await findPairs(records, blocked, context.dedupe, nextTurn);
      blocked = [];
      pairs = found.pairs;
      return found.added;
    },
    estimateU: (comparison) => estimates.get(comparison)!,
    weighRarity: async (estimated) => {
      rarities = comparisons.flatMap((_, index) => rarityOf(context, comparisons, index, estimated[index]!, counts));
      return rarities;
    },
    compare: async () => {
      patterns = await comparePairs(context, records, pairs, comparisons, code);
      counted = countPatterns(
        patterns,
        code.radices.reduce((product, radix) => product * radix, 1),
      );
      return [...counted.keys()];
    },
    // Records have one variant each: their pairs have one pattern.
    countBest: async () => counted,
    addEdges: async (step, scores, limits) => {
      const scored = scorePairs(records, pairs, patterns, code, scores, rarities, limits);
      const { session } = context;
      if (session.appendNumbers === undefined) throw new InvariantError('This engine takes no columns of numbers');
      await session.execute(
        'CREATE OR REPLACE TEMPORARY TABLE link_scored_pair (el INTEGER, er INTEGER, weight DOUBLE, state INTEGER)',
      );
      await session.appendNumbers('link_scored_pair', [scored.el, scored.er, scored.weight, scored.state]);
      const states = PAIR_STATES.map((state, index) => `WHEN ${index} THEN '${state}'`).join(' ');
      await session.execute(`
        INSERT INTO ${STEP_EDGE_TABLE}
        SELECT ${context.index}, ${step}, el, er, weight, CASE state ${states} END
        FROM link_scored_pair AS pair
        ${context.pair.passes.length > 1 ? `WHERE ${stillFree(context, 'pair')}` : ''}`);
      await session.execute('DROP TABLE link_scored_pair');
    },
    close: async () => {
      await Promise.allSettled(estimates.values());
      blocked = [];
      pairs = { el: new Int32Array(0), er: new Int32Array(0), length: 0 };
      patterns = new Int32Array(0);
    },
  };
}

/** Estimates u of one comparison after the other. An error is told to whoever asks for the comparison. */
function estimateAll(
  context: PairContext,
  records: CodedRecords,
  comparisons: readonly string[],
  counts: ValueCountStore,
): ReadonlyMap<string, Promise<EstimatedU>> {
  const estimates = new Map<string, Promise<EstimatedU>>();
  let before: Promise<unknown> = Promise.resolve();
  for (const comparison of comparisons) {
    const estimate = before.then(() =>
      estimateUOfRecords(
        context,
        records,
        comparison,
        counts(context, 'left', comparison),
        counts(context, 'right', comparison),
      ),
    );
    before = estimate.catch(() => undefined);
    estimates.set(comparison, estimate);
  }
  return estimates;
}

function blockRule(
  context: PairContext,
  records: CodedRecords,
  rule: BlockingRule,
  scratch: BlockScratch,
): BlockedRule {
  const left = rule.columns.map((column) => records.position(codeColumn(column)));
  const right = (rule.right ?? rule.columns).map((column) => records.position(codeColumn(column)));
  const meetsItself = context.dedupe && left.every((position, index) => position === right[index]);
  const blocks = keyBlocks(
    records,
    scratch,
    keySide(context, 'left', left),
    meetsItself ? undefined : keySide(context, 'right', right),
  );
  return { rule, left, right, blocks };
}

function keySide(context: PairContext, side: 'left' | 'right', positions: readonly number[]): KeySide {
  const { first, entities } = context[side];
  return { first, end: first + entities, positions };
}

function countEligible(
  context: PairContext,
  { rows, width, position }: CodedRecords,
  rules: readonly BlockingRule[],
  side: 'left' | 'right',
): number {
  const keys = rules.map((rule) =>
    (side === 'left' ? rule.columns : (rule.right ?? rule.columns)).map((column) => position(codeColumn(column))),
  );
  const { first, entities } = context[side];
  let eligible = 0;
  for (let e = first; e < first + entities; e++) {
    if (keys.some((positions) => positions.every((at) => rows[e * width + at]! >= 0))) eligible++;
  }
  return eligible;
}
