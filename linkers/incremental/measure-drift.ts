import type { DriftLimits, LinkModel } from '../../schemas/link-model/link-model.ts';
import type { FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { patternCode } from '../agreement-pattern.ts';
import { FullVersionNeededError } from '../errors.ts';
import type { PassParameters, StepReport } from '../link-report.ts';
import { patternWeight } from '../match-weight.ts';
import { countChanges, type EntityChanges } from './entity-changes.ts';
import { KEPT_PATTERN_TABLE } from './keep-basis.ts';
import type { LinkBase } from './read-base.ts';

/** How far the data have moved away from what a version was trained on. */
export interface Drift {
  /** Entities that came, changed or went since the version was trained, as a share of those it had. */
  readonly newShare: number;
  readonly passes: readonly PassDrift[];
}

export interface PassDrift {
  readonly sourcePair: string;
  readonly pass: string;
  /** Pairs of variants compared this time. */
  readonly pairs: number;
  /**
   * By comparison: how far its levels among expected matches, and among expected differences, lie from those that the
   * version was trained on; total variation distance, 0–1, less what chance explains.
   */
  readonly levels: readonly { readonly comparison: string; readonly matches: number; readonly differences: number }[];
  /** By comparison with term frequencies: mean change of the weight that agreeing on a value carries, in bits. */
  readonly frequencies: readonly { readonly comparison: string; readonly bits: number }[];
}

interface PatternCount extends Record<string, unknown> {
  readonly step: number;
  readonly pattern: number;
  readonly pairs: number;
}

/** @param frequencies by step, see `frequencyShift` */
export async function measureDrift(
  session: Session,
  model: LinkModel,
  base: LinkBase,
  steps: readonly StepReport[],
  frequencies: ReadonlyMap<number, PassDrift['frequencies']>,
): Promise<{ readonly drift: Drift; readonly changes: EntityChanges }> {
  const then = await session.query<PatternCount>(
    'SELECT step, pattern, pairs FROM linkage.pattern WHERE link_version = $link_version ORDER BY step, pattern',
    { link_version: base.trainedVersion },
  );
  const now = await session.query<PatternCount>(
    `SELECT step, pattern, CAST(SUM(pairs) AS BIGINT) AS pairs FROM ${KEPT_PATTERN_TABLE} GROUP BY step, pattern ORDER BY step, pattern`,
  );
  const since = await countChanges(session, base.trainedVersion);
  const passes = steps.flatMap((step): PassDrift[] => {
    const pass = passOf(model, step);
    if (pass === undefined || step.parameters === null) return [];
    const of = (counts: readonly PatternCount[]) => counts.filter((count) => count.step === step.step);
    return [
      {
        sourcePair: step.sourcePair,
        pass: step.pass,
        pairs: of(now).reduce((sum, { pairs }) => sum + pairs, 0),
        levels: levelShift(model, pass, step.parameters, of(then), of(now)),
        frequencies: frequencies.get(step.step) ?? [],
      },
    ];
  });
  return {
    drift: Object.freeze({
      newShare: (since.added + since.corrected + since.removed) / Math.max(since.before, 1),
      passes,
    }),
    changes: base.linkVersion === base.trainedVersion ? since : await countChanges(session, base.linkVersion),
  };
}

function passOf(model: LinkModel, step: StepReport): FellegiSunterPass | undefined {
  const pass = model.source_pairs
    .find((pair) => `${pair.left}_${pair.right}` === step.sourcePair)
    ?.passes.find(({ name }) => name === step.pass);
  return pass?.type === 'fellegi_sunter' ? pass : undefined;
}

function levelShift(
  model: LinkModel,
  pass: FellegiSunterPass,
  parameters: PassParameters,
  then: readonly PatternCount[],
  now: readonly PatternCount[],
): PassDrift['levels'] {
  const code = patternCode(pass.comparisons.map((name) => model.comparisons[name]!));
  const levels = parameters.comparisons.map((comparison) => comparison.levels);
  const shares = (counts: readonly PatternCount[]) =>
    expectedLevels(
      counts.map(({ pattern, pairs }) => {
        const digits = code.digits(pattern);
        return { digits, pairs, match: 1 / (1 + 2 ** -patternWeight(digits, levels, parameters.lambda)) };
      }),
      code.radices,
    );
  const [before, after] = [shares(then), shares(now)];
  return pass.comparisons.map((comparison, index) => ({
    comparison,
    matches: distance(before.matches[index]!, after.matches[index]!),
    differences: distance(before.differences[index]!, after.differences[index]!),
  }));
}

/** Expected pairs by comparison and level, among matches and among differences. */
function expectedLevels(
  patterns: readonly { readonly digits: readonly number[]; readonly pairs: number; readonly match: number }[],
  radices: readonly number[],
) {
  const zeros = () => radices.map((radix) => new Array<number>(radix - 1).fill(0));
  const [matches, differences] = [zeros(), zeros()];
  for (const { digits, pairs, match } of patterns) {
    digits.forEach((digit, comparison) => {
      if (digit === 0) return;
      matches[comparison]![digit - 1]! += pairs * match;
      differences[comparison]![digit - 1]! += pairs * (1 - match);
    });
  }
  return { matches, differences };
}

/** Fewer expected pairs say nothing about how their levels are distributed. */
const LEAST_PAIRS = 30;

/** Total variation distance of two counted distributions, less three times what two samples of one would show. */
function distance(before: readonly number[], after: readonly number[]): number {
  const [n, m] = [before, after].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number];
  if (Math.min(n, m) < LEAST_PAIRS) return 0;
  let variation = 0;
  let chance = 0;
  before.forEach((count, level) => {
    const [p, q] = [count / n, after[level]! / m];
    const both = (count + after[level]!) / (n + m);
    variation += Math.abs(p - q) / 2;
    chance += Math.sqrt((2 / Math.PI) * both * (1 - both) * (1 / n + 1 / m)) / 2;
  });
  return Math.max(0, variation - 3 * chance);
}

/** @throws FullVersionNeededError naming everything that lies beyond its limit */
export function refuseBeyond(limits: DriftLimits, drift: Drift, base: LinkBase): void {
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  const found = [
    ...(drift.newShare > limits.new_share
      ? [`${percent(drift.newShare)} of its entities came, changed or went (limit ${percent(limits.new_share)})`]
      : []),
    ...drift.passes.flatMap(({ sourcePair, pass, levels, frequencies }) => [
      ...levels.flatMap(({ comparison, matches, differences }) => {
        const shift = Math.max(matches, differences);
        if (shift <= limits.level_shift) return [];
        const among = matches >= differences ? 'matches' : 'differences';
        return [
          `${sourcePair}.${pass}: levels of ${comparison} among ${among} moved by ${percent(shift)} (limit ${percent(limits.level_shift)})`,
        ];
      }),
      ...frequencies
        .filter(({ bits }) => bits > limits.frequency_shift)
        .map(
          ({ comparison, bits }) =>
            `${sourcePair}.${pass}: term frequencies of ${comparison} moved by ${bits.toFixed(2)} bits (limit ${limits.frequency_shift})`,
        ),
    ]),
  ];
  if (found.length === 0) return;
  throw new FullVersionNeededError(
    `The data have moved away from what link version ${base.trainedVersion} was trained on: ${found[0]}${found.length > 1 ? `, and ${found.length - 1} more` : ''}`,
    {
      hint: 'Make a full version: hub link run. Limits: drift in the link model.',
      fields: { trainedVersion: base.trainedVersion, drift: found },
    },
  );
}
