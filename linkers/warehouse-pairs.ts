import type { BlockingRule } from '../schemas/link-model/link-pass.ts';
import { patternCode } from './agreement-pattern.ts';
import { type AgreementTable, createAgreementTable } from './agreement-table.ts';
import { countBlocks, createCandidatePairs } from './blocking.ts';
import { eligible } from './deterministic-pass.ts';
import { estimateU } from './estimate-u.ts';
import { keepLearned, keepSkippedBlocks } from './incremental/keep-basis.ts';
import type { PairContext } from './pair-context.ts';
import type { OpenPairs, PairWorker, PatternScore } from './pair-worker.ts';
import { takeScored } from './take-scored.ts';
import { createFrequencyTables, type FrequencyTable } from './term-frequency.ts';
import { valueWeightStore } from './value-weights.ts';
import { writeNumbers } from './write-numbers.ts';

/** Pairs in temporary tables of the warehouse, found and weighed by its statements. */
export function warehousePairs(): OpenPairs {
  const weights = valueWeightStore();
  return (context, rules, comparisons, use) => pairWorker(context, rules, comparisons, use, weights);
}

function pairWorker(
  context: PairContext,
  rules: readonly BlockingRule[],
  comparisons: readonly string[],
  use: string,
  weights: ReturnType<typeof valueWeightStore>,
): PairWorker {
  const { session, dialect } = context;
  const pairTable = `link_pair_${use}`;
  const tables = [pairTable];
  let comparedPairs = 0;
  let frequencies: readonly FrequencyTable[] = [];
  let agreement: AgreementTable;
  return {
    code: patternCode(comparisons.map((name) => context.model.comparisons[name]!)),
    countBlocks: () => countBlocks(context, rules),
    eligible: (side) =>
      eligible(
        context,
        side === 'left' ? context.leftTable : context.rightTable,
        rules.map((rule) => (side === 'left' ? rule.columns : (rule.right ?? rule.columns))),
      ),
    findPairs: async () => {
      const keeps = context.keepsBasis && use === 'pass';
      const added = await createCandidatePairs(context, rules, pairTable, async (rule) => {
        if (keeps) await keepSkippedBlocks(context, rule, rules[rule]!.columns);
      });
      comparedPairs = added.reduce((sum, pairs) => sum + pairs, 0);
      return added;
    },
    estimateU: async (comparison) =>
      estimateU(
        context,
        comparison,
        await weights(context, 'left', comparison),
        await weights(context, 'right', comparison),
      ),
    weighRarity: async (estimated) => {
      frequencies = await createFrequencyTables(context, comparisons, estimated, weights);
      tables.push(...frequencies.map(({ table }) => table));
      return frequencies;
    },
    compare: async () => {
      agreement = await createAgreementTable(context, pairTable, comparisons, frequencies);
      tables.push(agreement.table);
      const rows = await session.query<{ pattern: number }>(
        `SELECT DISTINCT pattern FROM ${agreement.table} ORDER BY pattern`,
      );
      return rows.map(({ pattern }) => pattern);
    },
    countBest: async (ranked) => {
      const ranks = ranked.map((pattern, rank) => [pattern, rank] as const);
      await writeNumbers(session, dialect, 'link_pattern_rank', { pattern: 'BIGINT', best: 'INTEGER' }, ranks);
      const rankedPairs = `${agreement.table} AS agreement JOIN link_pattern_rank USING (pattern)`;
      // Entities of several variants are counted once, by the best pair of these.
      const repeats = agreement.rows > comparedPairs;
      const counted = await session.query<{ best: number; pairs: number }>(
        repeats
          ? `SELECT best, COUNT(*) AS pairs
             FROM (SELECT el, er, MIN(best) AS best FROM ${rankedPairs} GROUP BY el, er) AS pair
             GROUP BY best ORDER BY best`
          : `SELECT best, COUNT(*) AS pairs FROM ${rankedPairs} GROUP BY best ORDER BY best`,
      );
      return new Map(counted.map(({ best, pairs }) => [ranked[best]!, pairs]));
    },
    addEdges: async (step, scores, limits) => {
      await takeScored(context, step, 'fellegi_sunter', await scorePairs(context, agreement.table, scores, limits));
      if (context.keepsBasis) await keepLearned(context, step, comparisons, agreement, frequencies);
    },
    close: async () => {
      for (const table of tables) await session.execute(`DROP TABLE IF EXISTS ${table}`);
    },
  };
}

/**
 * Weighs compared pairs.
 * @returns a query of (el, er, weight, state): what the pass says of each pair that reaches `review`
 */
export async function scorePairs(
  context: PairContext,
  agreementTable: string,
  scores: readonly PatternScore[],
  { link, review }: { readonly link: number; readonly review: number },
): Promise<string> {
  const { session, dialect } = context;
  await writeNumbers(
    session,
    dialect,
    'link_pattern_weight',
    { pattern: 'BIGINT', weight: 'DOUBLE', linkable: 'INTEGER' },
    scores.map(({ pattern, weight, linkable }) => [pattern, weight, linkable ? 1 : 0]),
  );
  return `
    SELECT el, er,
      CASE WHEN linkable_weight >= ${link} THEN linkable_weight ELSE weight END AS weight,
      CASE WHEN linkable_weight >= ${link} THEN 'link' WHEN weight >= ${link} THEN 'link_only_if' ELSE 'between_thresholds' END AS state
    FROM (
      SELECT el, er, MAX(weight) AS weight, MAX(CASE WHEN linkable = 1 THEN weight END) AS linkable_weight
      FROM (
        SELECT agreement.el, agreement.er, link_pattern_weight.linkable,
          ROUND(link_pattern_weight.weight + agreement.adjustment, 6) AS weight
        FROM ${agreementTable} AS agreement
        JOIN link_pattern_weight USING (pattern)
      ) AS variant_pair
      GROUP BY el, er
    ) AS pair
    WHERE weight >= ${review}`;
}
