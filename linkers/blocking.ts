import type { BlockingRule } from '../schemas/link-model/link-pass.ts';
import { hasSingleVariants } from './encode-entities.ts';
import { BlockingBudgetError } from './errors.ts';
import { codeColumn } from './names.ts';
import type { PairContext } from './pair-context.ts';

/** What a rule would produce, counted before any pair is made. */
export interface BlockCount {
  readonly columns: readonly string[];
  /** Pairs of variants that share the key. */
  readonly pairs: number;
  readonly blocks: number;
  readonly largestBlock: number;
  /** Blocks left out because they exceed the rule's `skip_blocks_over`, and the pairs in them. */
  readonly skippedBlocks: number;
  readonly skippedPairs: number;
}

/** The columns of a rule on both sides. */
interface Keys {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

export function ruleKeys(rule: Pick<BlockingRule, 'columns' | 'right'>): Keys {
  return { left: rule.columns.map(codeColumn), right: (rule.right ?? rule.columns).map(codeColumn) };
}

/** Equality of keys; a missing key equals nothing. */
export function equalKeys(keys: Keys): string {
  return keys.left.map((column, index) => `l.${column} = r.${keys.right[index]}`).join(' AND ');
}

/** Counts the pairs of every rule. */
export async function countBlocks(
  context: PairContext,
  rules: readonly Pick<BlockingRule, 'columns' | 'right' | 'skip_blocks_over'>[],
): Promise<readonly BlockCount[]> {
  const counts: BlockCount[] = [];
  for (const rule of rules) {
    const limit = rule.skip_blocks_over ?? Number.MAX_SAFE_INTEGER;
    const [row] = await context.session.query<Omit<BlockCount, 'columns'>>(`
      SELECT
        COALESCE(CAST(SUM(CASE WHEN pairs <= ${limit} THEN pairs END) AS DOUBLE), 0) AS "pairs",
        COUNT(CASE WHEN pairs <= ${limit} THEN 1 END) AS "blocks",
        COALESCE(MAX(CASE WHEN pairs <= ${limit} THEN pairs END), 0) AS "largestBlock",
        COUNT(CASE WHEN pairs > ${limit} THEN 1 END) AS "skippedBlocks",
        COALESCE(CAST(SUM(CASE WHEN pairs > ${limit} THEN pairs END) AS DOUBLE), 0) AS "skippedPairs"
      FROM (${blockSizes(context, ruleKeys(rule))}) AS block`);
    counts.push(Object.freeze({ columns: rule.columns, ...row! }));
  }
  return counts;
}

/** @throws BlockingBudgetError naming the rules, widest first, when together they exceed the model's budget. */
export function refuseAboveBudget(context: PairContext, pass: string, counts: readonly BlockCount[]): void {
  const pairs = counts.reduce((sum, count) => sum + count.pairs, 0);
  const budget = context.model.budgets.candidate_pairs;
  if (pairs <= budget) return;
  const widest = [...counts].sort((a, b) => b.pairs - a.pairs).slice(0, 5);
  throw new BlockingBudgetError(
    `Pass ${pass} of ${context.name} would compare ${pairs.toLocaleString('en-US')} pairs, above its budget of ${budget.toLocaleString('en-US')}`,
    {
      hint: 'Add a column to the widest rule, cap its blocks with skip_blocks_over, or raise budgets.candidate_pairs.',
      fields: {
        pairs,
        budget,
        rules: widest.map(
          (count) =>
            `${count.columns.join(' + ')}: ${count.pairs} pairs in ${count.blocks} blocks, largest ${count.largestBlock}`,
        ),
      },
    },
  );
}

/** Blocks that a rule skips, while pairs are made: (k0, k1, …). */
export const SKIPPED_BLOCK_TABLE = 'link_skipped_block';

/**
 * Creates a table of (el, er, rule): every pair of entities of which some variants share the key of some rule, once,
 * with the first rule that found it.
 * @param onSkipped called for each rule that skips blocks, while `link_skipped_block` has its own
 * @returns the pairs each rule added to those before it
 */
export async function createCandidatePairs(
  context: PairContext,
  rules: readonly BlockingRule[],
  table: string,
  onSkipped?: (rule: number) => Promise<void>,
): Promise<readonly number[]> {
  const { session } = context;
  // Where entities have one variant each and no rule skips blocks, every pair comes once.
  const once =
    hasSingleVariants(context.left) &&
    hasSingleVariants(context.right) &&
    rules.every(({ skip_blocks_over }) => skip_blocks_over === undefined);
  const target = once ? table : 'link_candidate';
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${target} (el INTEGER, er INTEGER, rule INTEGER)`);
  for (const [index, rule] of rules.entries()) {
    const keys = ruleKeys(rule);
    // Leaving out what an earlier rule found keeps the table small. A rule that skipped blocks cannot speak for them.
    const earlier = rules.slice(0, index).filter((other) => other.skip_blocks_over === undefined);
    const repeats = earlier.map((other) => `AND NOT COALESCE(${equalKeys(ruleKeys(other))}, FALSE)`);
    if (rule.skip_blocks_over !== undefined) {
      await createSkippedBlocks(context, index, keys, rule.skip_blocks_over);
      await onSkipped?.(index);
      repeats.push(
        `AND NOT EXISTS (SELECT 1 FROM ${SKIPPED_BLOCK_TABLE} AS skipped WHERE ${keys.left.map((column, position) => `skipped.k${position} = l.${column}`).join(' AND ')})`,
      );
    }
    await session.execute(`
      INSERT INTO ${target}
      SELECT l.e, r.e, ${index}
      FROM ${context.leftTable} AS l
      JOIN ${context.rightTable} AS r ON ${equalKeys(keys)}${context.dedupe ? ' AND l.e < r.e' : ''}
      WHERE TRUE ${repeats.join('\n        ')}`);
  }
  if (!once) {
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT el, er, MIN(rule) AS rule FROM link_candidate GROUP BY el, er`);
    await session.execute('DROP TABLE link_candidate');
  }
  const added = await session.query<{ rule: number; pairs: number }>(
    `SELECT rule, COUNT(*) AS pairs FROM ${table} GROUP BY rule`,
  );
  return rules.map((_, index) => added.find(({ rule }) => rule === index)?.pairs ?? 0);
}

/** The pairs of variants in one block, by the codes of its key. */
export async function countBlock(
  context: PairContext,
  rule: Pick<BlockingRule, 'columns' | 'right'>,
  key: readonly number[],
): Promise<number> {
  const [row] = await context.session.query<{ pairs: number }>(
    `SELECT COALESCE(MAX(pairs), 0) AS pairs
    FROM (${blockSizes(context, ruleKeys(rule))}) AS block
    WHERE ${key.map((_, index) => `k${index} = $k${index}`).join(' AND ')}`,
    Object.fromEntries(key.map((code, index) => [`k${index}`, code])),
  );
  return row?.pairs ?? 0;
}

/** Frozen blocks stay as they were: a block that has grown since then is not skipped, nor one that has shrunk compared. */
async function createSkippedBlocks(context: PairContext, rule: number, keys: Keys, limit: number): Promise<void> {
  const frozen = context.frozenBlocks?.[rule];
  await context.session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${SKIPPED_BLOCK_TABLE} AS
    ${frozen ?? `${blockSizes(context, keys)} WHERE ${blockPairs(meetsItself(context, keys))} > ${limit}`}`,
  );
}

/** @param itself whether a source meets itself by the same columns: then `l` alone is known */
function blockPairs(itself: boolean): string {
  return itself ? 'CAST(l.variants * (l.variants - 1) AS DOUBLE) / 2' : 'l.variants * r.variants';
}

/** Whether both sides are the same entities with the same keys: a source meets itself, and not a part of it the others. */
function meetsItself(context: PairContext, keys: Keys): boolean {
  return (
    context.dedupe &&
    context.leftTable === context.rightTable &&
    keys.left.every((column, index) => column === keys.right[index])
  );
}

/** (k0, k1, …, pairs): the size of every block. */
function blockSizes(context: PairContext, keys: Keys): string {
  const side = (table: string, columns: readonly string[]) => `
    SELECT ${columns.map((column, index) => `${column} AS k${index}`).join(', ')}, COUNT(*) AS variants
    FROM ${table}
    WHERE ${columns.map((column) => `${column} IS NOT NULL`).join(' AND ')}
    GROUP BY ${columns.join(', ')}`;
  const names = keys.left.map((_, index) => `k${index}`);
  if (meetsItself(context, keys)) {
    // The source meets itself: one count gives the size of every block.
    return `
      SELECT ${names.join(', ')}, CAST(${blockPairs(true)} AS BIGINT) AS pairs
      FROM (${side(context.leftTable, keys.left)}) AS l`;
  }
  return `
    SELECT ${names.map((name) => `l.${name}`).join(', ')}, CAST(${blockPairs(false)} AS BIGINT) AS pairs
    FROM (${side(context.leftTable, keys.left)}) AS l
    JOIN (${side(context.rightTable, keys.right)}) AS r ON ${names.map((name) => `l.${name} = r.${name}`).join(' AND ')}`;
}
