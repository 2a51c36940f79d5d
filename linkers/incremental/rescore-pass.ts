import type { DeterministicPass, FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import { createAgreementTable } from '../agreement-table.ts';
import { countBlocks, createCandidatePairs, refuseAboveBudget } from '../blocking.ts';
import { createRulePairs, eligible, ruleScores } from '../deterministic-pass.ts';
import { FullVersionNeededError } from '../errors.ts';
import type { StepReport } from '../link-report.ts';
import type { PairContext } from '../pair-context.ts';
import { scorePatterns } from '../score-patterns.ts';
import { keepScored, takeKept } from '../take-scored.ts';
import type { ValueWeightStore } from '../value-weights.ts';
import { scorePairs } from '../warehouse-pairs.ts';
import { frequencyShift } from './frequency-shift.ts';
import { frozenBlocks, frozenFrequencies } from './frozen-pass.ts';
import { keepPatterns } from './keep-basis.ts';
import type { PassDrift } from './measure-drift.ts';
import type { LinkBase } from './read-base.ts';

const PAIR_TABLE = 'link_pair_changed';

/**
 * Scores the pairs of `parts` by the rules of a pass, and takes the outcome together with what was taken over.
 * @param step number of the first rule among the steps of the run
 */
export async function rescoreDeterministicPass(
  context: PairContext,
  parts: readonly PairContext[],
  pass: DeterministicPass,
  step: number,
): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  for (const [index, rule] of pass.rules.entries()) {
    const name = `${pass.name}.${rule.name}`;
    const seen = counter();
    for (const part of parts) {
      const blocks = await countBlocks(part, [{ columns: rule.keys }]);
      refuseAboveBudget(part, name, blocks);
      await createRulePairs(part, rule);
      const [row] = await part.session.query<{ pairs: number }>('SELECT COUNT(*) AS pairs FROM link_rule_pair');
      await keepScored(part, step + index, ruleScores(rule));
      await part.session.execute('DROP TABLE link_rule_pair');
      seen.add(blocks, row?.pairs ?? 0);
    }
    await takeKept(context, step + index, 'deterministic');
    reports.push({
      step: step + index,
      sourcePair: context.name,
      pass: name,
      type: 'deterministic',
      eligibleLeft: await eligible(context, context.leftTable, [rule.keys]),
      eligibleRight: await eligible(context, context.rightTable, [rule.keys]),
      ...seen.counts(),
      parameters: null,
    });
  }
  return reports;
}

/**
 * Scores the pairs of `parts` by the base's parameters, term frequencies and skipped blocks, and takes the outcome
 * together with what was taken over.
 * @throws FullVersionNeededError when the base learned nothing to score by
 */
export async function rescoreFellegiSunterPass(
  context: PairContext,
  parts: readonly PairContext[],
  pass: FellegiSunterPass,
  step: number,
  base: LinkBase,
  weights: ValueWeightStore,
): Promise<{ readonly report: StepReport; readonly frequencies: PassDrift['frequencies'] }> {
  const { session } = context;
  const parameters = base.parameters[step] ?? null;
  const blocksToSkip = await frozenBlocks(context, pass, step, base.trainedVersion);
  const frequencies = parameters === null ? [] : await frozenFrequencies(context, pass, step, base.trainedVersion);
  const seen = counter();
  for (const each of parts) {
    const part = { ...each, frozenBlocks: blocksToSkip };
    const blocks = await countBlocks(part, pass.blocking_rules);
    refuseAboveBudget(part, pass.name, blocks);
    const added = await createCandidatePairs(part, pass.blocking_rules, PAIR_TABLE);
    const compared = added.reduce((sum, pairs) => sum + pairs, 0);
    seen.add(blocks, compared);
    if (compared > 0) {
      if (parameters === null) throw nothingLearned(context, pass, base, compared);
      const agreement = await createAgreementTable(part, PAIR_TABLE, pass.comparisons, frequencies);
      const patterns = await session.query<{ pattern: number }>(
        `SELECT DISTINCT pattern FROM ${agreement.table} ORDER BY pattern`,
      );
      const trained = { ...parameters, patterns: patterns.map(({ pattern }) => pattern) };
      const limits = { link: parameters.linkWeight, review: parameters.reviewWeight };
      const scores = scorePatterns(part, pass, agreement.code, trained, frequencies, limits.review);
      await keepScored(part, step, await scorePairs(part, agreement.table, scores, limits));
      await keepPatterns(part, step, agreement);
      await session.execute(`DROP TABLE ${agreement.table}`);
    }
    await session.execute(`DROP TABLE ${PAIR_TABLE}`);
  }
  await takeKept(context, step, 'fellegi_sunter');
  const shift = parameters === null ? [] : await frequencyShift(context, pass, parameters, frequencies, weights);
  for (const { table } of frequencies) await session.execute(`DROP TABLE ${table}`);
  const report: StepReport = {
    step,
    sourcePair: context.name,
    pass: pass.name,
    type: 'fellegi_sunter',
    eligibleLeft: await eligible(
      context,
      context.leftTable,
      pass.blocking_rules.map(({ columns }) => columns),
    ),
    eligibleRight: await eligible(
      context,
      context.rightTable,
      pass.blocking_rules.map(({ columns, right }) => right ?? columns),
    ),
    ...seen.counts(),
    parameters: parameters === null ? null : { ...parameters, totalPairs: context.totalPairs },
  };
  return { report, frequencies: shift };
}

function nothingLearned(
  context: PairContext,
  pass: FellegiSunterPass,
  base: LinkBase,
  pairs: number,
): FullVersionNeededError {
  return new FullVersionNeededError(
    `Pass ${pass.name} of ${context.name} had no pair to learn from in link version ${base.trainedVersion} and has ${pairs} now`,
    { hint: 'Make a full version: hub link run.', fields: { trainedVersion: base.trainedVersion, pairs } },
  );
}

/** Counts of the parts of a step, together. */
function counter() {
  let blocks: StepReport['blocks'] = [];
  let comparedPairs = 0;
  return {
    add(more: StepReport['blocks'], compared: number): void {
      comparedPairs += compared;
      blocks = more.map((block, index) => {
        const before = blocks[index];
        if (before === undefined) return block;
        return {
          columns: block.columns,
          pairs: block.pairs + before.pairs,
          blocks: block.blocks + before.blocks,
          largestBlock: Math.max(block.largestBlock, before.largestBlock),
          skippedBlocks: block.skippedBlocks + before.skippedBlocks,
          skippedPairs: block.skippedPairs + before.skippedPairs,
        };
      });
    },
    counts: () => ({ blocks, comparedPairs, candidatePairs: blocks.reduce((sum, { pairs }) => sum + pairs, 0) }),
  };
}
