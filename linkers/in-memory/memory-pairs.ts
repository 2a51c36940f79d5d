import { InvariantError } from '../../schemas/errors.ts';
import type { BlockingRule } from '../../schemas/link-model/link-pass.ts';
import { patternCode } from '../agreement-pattern.ts';
import { codeColumn, STEP_EDGE_TABLE } from '../names.ts';
import { type PairContext, stillFree } from '../pair-context.ts';
import type { OpenPairs, PairWorker } from '../pair-worker.ts';
import type { CodedRecords } from './coded-records.ts';
import { comparePairs } from './compare-pairs.ts';
import { estimateUOfRecords } from './estimate-u.ts';
import { type BlockedRule, blockCount, findPairs, type PairList } from './find-pairs.ts';
import { type KeySide, keyBlocks } from './key-blocks.ts';
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
  return (context, rules, comparisons) => pairWorker(context, records, rules, comparisons, counts);
}

function pairWorker(
  context: PairContext,
  records: CodedRecords,
  rules: readonly BlockingRule[],
  comparisons: readonly string[],
  counts: ValueCountStore,
): PairWorker {
  const code = patternCode(comparisons.map((name) => context.model.comparisons[name]!));
  let blocked: readonly BlockedRule[] = [];
  let rarities: readonly Rarity[] = [];
  let pairs: PairList = { el: new Int32Array(0), er: new Int32Array(0), length: 0 };
  let patterns: Int32Array | Float64Array = new Int32Array(0);
  let counted: ReadonlyMap<number, number> = new Map();
  return {
    code,
    countBlocks: async () => {
      blocked = rules.map((rule) => blockRule(context, records, rule));
      return blocked.map(blockCount);
    },
    eligible: async (side) => countEligible(context, records, rules, side),
    findPairs: async () => {
      const found = findPairs(records, blocked, context.dedupe);
      blocked = [];
      pairs = found.pairs;
      return found.added;
    },
    estimateU: (comparison) =>
      estimateUOfRecords(
        context,
        records,
        comparison,
        counts(context, 'left', comparison),
        counts(context, 'right', comparison),
      ),
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
      blocked = [];
      pairs = { el: new Int32Array(0), er: new Int32Array(0), length: 0 };
      patterns = new Int32Array(0);
    },
  };
}

function blockRule(context: PairContext, records: CodedRecords, rule: BlockingRule): BlockedRule {
  const left = rule.columns.map((column) => records.position(codeColumn(column)));
  const right = (rule.right ?? rule.columns).map((column) => records.position(codeColumn(column)));
  const meetsItself = context.dedupe && left.every((position, index) => position === right[index]);
  const blocks = keyBlocks(
    records,
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
