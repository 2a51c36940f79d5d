import type { Comparison } from '../../schemas/link-model/comparison.ts';
import type { LinkModel, LinkModelFile } from '../../schemas/link-model/link-model.ts';
import { type FellegiSunterPass, sourcePairName } from '../../schemas/link-model/link-pass.ts';
import type { StoredStep } from '../stored-parameters.ts';

/**
 * The model with everything it learned written into it, ready to link again without training. m and u belong to a pass
 * of a pair of sources: where several passes use a comparison, each gets its own copy, named `comparison_left_right_pass`.
 */
export function trainedModel(model: LinkModel, steps: readonly StoredStep[]): LinkModelFile {
  const passes = model.source_pairs.flatMap((pair) =>
    pair.passes.flatMap((pass) => (pass.type === 'fellegi_sunter' ? [{ pair: sourcePairName(pair), pass }] : [])),
  );
  const users = new Map<string, number>();
  for (const name of passes.flatMap(({ pass }) => pass.comparisons)) users.set(name, (users.get(name) ?? 0) + 1);
  const comparisons: Record<string, Comparison> = {};
  for (const [name, comparison] of Object.entries(model.comparisons)) {
    if (!users.has(name)) comparisons[name] = comparison;
  }
  const source_pairs = model.source_pairs.map((pair) => ({
    ...pair,
    passes: pair.passes.map((pass) => {
      if (pass.type === 'deterministic') return pass;
      const named = sourcePairName(pair);
      const rename = (name: string) => (users.get(name) === 1 ? name : `${name}_${named}_${pass.name}`);
      const parameters = steps.find((step) => step.sourcePair === named && step.pass === pass.name)?.parameters ?? null;
      for (const name of pass.comparisons) {
        comparisons[rename(name)] = withParameters(model.comparisons[name]!, name, parameters);
      }
      return withLambda(renamed(pass, rename), parameters);
    }),
  }));
  return { ...model, comparisons, source_pairs };
}

function withParameters(comparison: Comparison, name: string, parameters: StoredStep['parameters']): Comparison {
  const trained = parameters?.comparisons.find((one) => one.comparison === name);
  if (trained === undefined) return comparison;
  return {
    ...comparison,
    comparison_levels: comparison.comparison_levels.map((level, index) => ({
      ...level,
      m_probability: trained.levels[index]!.m,
      u_probability: trained.levels[index]!.u,
    })),
  };
}

function renamed(pass: FellegiSunterPass, rename: (name: string) => string): FellegiSunterPass {
  return {
    ...pass,
    comparisons: pass.comparisons.map(rename),
    link_only_if: pass.link_only_if.map((clause) => ({
      any: clause.any.map(({ comparison, level }) => ({ comparison: rename(comparison), level })),
    })),
  };
}

function withLambda(pass: FellegiSunterPass, parameters: StoredStep['parameters']): FellegiSunterPass {
  return parameters === null
    ? pass
    : { ...pass, training_rules: [], probability_two_random_records_match: parameters.lambda };
}
