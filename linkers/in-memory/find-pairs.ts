import type { BlockingRule } from '../../schemas/link-model/link-pass.ts';
import type { BlockCount } from '../blocking.ts';
import type { CodedRecords } from './coded-records.ts';
import { grown } from './grown.ts';
import type { KeyBlocks } from './key-blocks.ts';

/** A rule with its blocks. Keys of a rule stand at the same index on both sides. */
export interface BlockedRule {
  readonly rule: BlockingRule;
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly blocks: KeyBlocks;
}

/** Pairs of records, each once. */
export interface PairList {
  readonly el: Int32Array;
  readonly er: Int32Array;
  readonly length: number;
}

export function blockCount({ rule, blocks }: BlockedRule): BlockCount {
  const limit = rule.skip_blocks_over ?? Number.POSITIVE_INFINITY;
  const count = { pairs: 0, largestBlock: 0, skippedBlocks: 0, skippedPairs: 0 };
  for (let block = 0; block + 1 < blocks.starts.length; block++) {
    const pairs = blockPairs(blocks, block);
    if (pairs > limit) {
      count.skippedBlocks++;
      count.skippedPairs += pairs;
    } else {
      count.pairs += pairs;
      count.largestBlock = Math.max(count.largestBlock, pairs);
    }
  }
  return Object.freeze({ columns: rule.columns, ...count, blocks: blocks.keys - count.skippedBlocks });
}

function blockPairs({ starts, rights }: KeyBlocks, block: number): number {
  const begin = starts[block]!;
  const end = starts[block + 1]!;
  if (rights === undefined) return ((end - begin) * (end - begin - 1)) / 2;
  return (rights[block]! - begin) * (end - rights[block]!);
}

/**
 * Every pair that some rule finds, with the first that does: a pair whose keys agree by an earlier rule is left to
 * that one, unless its block was skipped there.
 * @param dedupe whether both sides are one source: then the left is the lesser of the two
 * @param betweenRules lets other work go on
 * @returns the pairs, and how many each rule added
 */
export async function findPairs(
  records: CodedRecords,
  rules: readonly BlockedRule[],
  dedupe: boolean,
  betweenRules: () => Promise<unknown>,
): Promise<{ readonly pairs: PairList; readonly added: readonly number[] }> {
  const found = openPairs();
  const earlier: EarlierRule[] = [];
  const added: number[] = [];
  for (const blocked of rules) {
    const before = found.length();
    const skipped = addPairs(found, records, blocked, earlier, dedupe);
    earlier.push({ left: Int32Array.from(blocked.left), right: Int32Array.from(blocked.right), skipped });
    added.push(found.length() - before);
    await betweenRules();
  }
  return { pairs: found.pairs(), added };
}

interface EarlierRule {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Records whose block was skipped. */
  readonly skipped: Uint8Array | undefined;
}

/** @returns the records on the left whose blocks are skipped, where the rule skips any */
function addPairs(
  found: OpenPairs,
  records: CodedRecords,
  { rule, blocks }: BlockedRule,
  earlier: readonly EarlierRule[],
  dedupe: boolean,
): Uint8Array | undefined {
  const { members, starts, rights } = blocks;
  const limit = rule.skip_blocks_over;
  const skipped = limit === undefined ? undefined : new Uint8Array(records.rows.length / records.width);
  for (let block = 0; block + 1 < starts.length; block++) {
    const begin = starts[block]!;
    const end = starts[block + 1]!;
    const lefts = rights === undefined ? end : rights[block]!;
    if (skipped !== undefined && blockPairs(blocks, block) > limit!) {
      for (let at = begin; at < lefts; at++) skipped[members[at]!] = 1;
      continue;
    }
    for (let at = begin; at < lefts; at++) {
      const l = members[at]!;
      for (let other = rights === undefined ? at + 1 : lefts; other < end; other++) {
        const r = members[other]!;
        if (dedupe && l >= r) continue;
        if (!foundEarlier(records, earlier, l, r)) found.add(l, r);
      }
    }
  }
  return skipped;
}

function foundEarlier({ rows, width }: CodedRecords, earlier: readonly EarlierRule[], l: number, r: number): boolean {
  const lRow = l * width;
  const rRow = r * width;
  rule: for (let index = 0; index < earlier.length; index++) {
    const { left, right, skipped } = earlier[index]!;
    for (let part = 0; part < left.length; part++) {
      const code = rows[lRow + left[part]!]!;
      if (code < 0 || code !== rows[rRow + right[part]!]) continue rule;
    }
    if (skipped === undefined || skipped[l] === 0) return true;
  }
  return false;
}

interface OpenPairs {
  add(l: number, r: number): void;
  length(): number;
  pairs(): PairList;
}

function openPairs(): OpenPairs {
  let el: Int32Array = new Int32Array(1 << 16);
  let er: Int32Array = new Int32Array(1 << 16);
  let length = 0;
  return {
    add: (l, r) => {
      if (length === el.length) {
        el = grown(el);
        er = grown(er);
      }
      el[length] = l;
      er[length++] = r;
    },
    length: () => length,
    pairs: () => ({ el, er, length }),
  };
}
