import type { BlockingRule, DeterministicPass } from '../../schemas/link-model/link-pass.ts';
import { countBlock } from '../blocking.ts';
import { ruleAgreement } from '../deterministic-pass.ts';
import { codeColumn } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import type {
  DeterministicExplanation,
  ExplainedDeterministicRule,
  ExplainedKey,
  ExplainedRule,
  KeyAgreement,
} from './pair-explanation.ts';
import type { PairOfVariants, Variant } from './variants.ts';

/** Holds a pass's blocking rules against the pair. */
export async function explainBlocking(
  context: PairContext,
  rules: readonly BlockingRule[],
  pairs: readonly PairOfVariants[],
): Promise<readonly ExplainedRule[]> {
  const explained: ExplainedRule[] = [];
  for (const rule of rules) explained.push(await explainRule(context, rule, pairs));
  return explained;
}

export async function explainDeterministic(
  context: PairContext,
  pass: DeterministicPass,
  pairs: readonly PairOfVariants[],
): Promise<DeterministicExplanation> {
  const rules: ExplainedDeterministicRule[] = [];
  for (const rule of pass.rules) {
    const keys = await explainRule(context, { columns: rule.keys }, pairs);
    const asked = keys.meets && rule.require !== undefined;
    const [found] = asked
      ? await context.session.query<{ agrees: number | null }>(
          `SELECT MAX(agrees) AS agrees FROM (${ruleAgreement(context, rule)}) AS pair WHERE el = $el AND er = $er`,
          { el: pairs[0]!.left.e, er: pairs[0]!.right.e },
        )
      : [];
    rules.push({ ...keys, rule: rule.name, requireHolds: asked ? found?.agrees === 1 : null });
  }
  return { type: 'deterministic', pass: pass.name, rules };
}

/** The pair of variants that agrees on most of the rule's columns stands for the pair. */
async function explainRule(
  context: PairContext,
  rule: Pick<BlockingRule, 'columns' | 'right' | 'skip_blocks_over'>,
  pairs: readonly PairOfVariants[],
): Promise<ExplainedRule> {
  const agreements = pairs.map(({ left, right }) => ({ left, right, keys: keyAgreements(rule, left, right) }));
  const equal = (keys: readonly ExplainedKey[]) => keys.filter(({ agreement }) => agreement === 'equal').length;
  const meeting = agreements.filter(({ keys }) => equal(keys) === keys.length);
  const best = meeting[0] ?? agreements.reduce((a, b) => (equal(b.keys) > equal(a.keys) ? b : a));
  if (meeting.length === 0 || rule.skip_blocks_over === undefined) {
    return { keys: best.keys, meets: meeting.length > 0, skipped: false };
  }
  const sizes: number[] = [];
  for (const { left } of meeting) {
    sizes.push(
      await countBlock(
        context,
        rule,
        rule.columns.map((column) => left.codes[codeColumn(column)]!),
      ),
    );
  }
  const kept = sizes.findIndex((size) => size <= rule.skip_blocks_over!);
  return { keys: (meeting[kept] ?? best).keys, meets: kept >= 0, skipped: kept < 0 };
}

function keyAgreements(
  rule: Pick<BlockingRule, 'columns' | 'right'>,
  left: Variant,
  right: Variant,
): readonly ExplainedKey[] {
  return rule.columns.map((column, index) => {
    const other = rule.right?.[index] ?? column;
    return {
      left: column,
      right: other,
      agreement: keyAgreement(left.codes[codeColumn(column)] ?? null, right.codes[codeColumn(other)] ?? null),
    };
  });
}

function keyAgreement(left: number | null, right: number | null): KeyAgreement {
  if (left === null) return right === null ? 'missing_both' : 'missing_left';
  if (right === null) return 'missing_right';
  return left === right ? 'equal' : 'different';
}
