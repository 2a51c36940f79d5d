import { describe, expect, test } from 'vitest';
import { withoutSources } from '../../linkers/without-sources.ts';
import { UsageError } from '../../schemas/errors.ts';
import { type LinkModelFile, parseLinkModel } from '../../schemas/link-model/link-model.ts';
import { syntheticModel, syntheticModelFile } from './synthetic-model.ts';

type Change = (model: LinkModelFile) => void;

function problems(change: Change): readonly string[] {
  const model: LinkModelFile = structuredClone(syntheticModelFile);
  change(model);
  try {
    parseLinkModel(model);
  } catch (error) {
    if (error instanceof UsageError) return error.fields.problems as readonly string[];
    throw error;
  }
  return [];
}

describe('a link model', () => {
  test('that names what exists is accepted', () => {
    expect(problems(() => undefined)).toEqual([]);
  });

  test.each<[string, Change, RegExp]>([
    [
      'an undeclared column',
      (model) => {
        model.comparisons!.zip!.columns = ['town'];
      },
      /no column town/,
    ],
    [
      'an undeclared comparison',
      (model) => {
        names(model).comparisons.push('town');
      },
      /no comparison town/,
    ],
    [
      'an undeclared source',
      (model) => {
        model.source_pairs[0]!.left = 'prison';
      },
      /no source prison/,
    ],
    [
      'a comparison without an else level',
      (model) => {
        model.comparisons!.zip!.comparison_levels.pop();
      },
      /else|>=2|2 items/i,
    ],
    [
      'a threshold for review above that for links',
      (model) => {
        names(model).thresholds.review = 0.99;
      },
      /review threshold/,
    ],
    [
      'an unknown level in link_only_if',
      (model) => {
        names(model).link_only_if![0]!.any[0]!.level = 'close';
      },
      /level close/,
    ],
    [
      'a pair declared twice',
      (model) => {
        model.source_pairs.push({ ...model.source_pairs[0]!, left: 'school', right: 'early' });
      },
      /declared twice/,
    ],
    [
      'a source linked with itself as two',
      (model) => {
        model.source_pairs[0]!.right = 'early';
      },
      /dedupe_only/,
    ],
    [
      'a column name that is no identifier',
      (model) => {
        model.columns['zip; drop'] = { role: 'other' };
      },
      /zip; drop|key/,
    ],
    [
      'a misspelled setting',
      (model) => {
        Object.assign(names(model), { treshold: 1 });
      },
      /treshold/,
    ],
  ])('is refused for %s', (_, change, message) => {
    expect(problems(change).join('\n')).toMatch(message);
  });

  test.each<[string, Change]>([
    [
      'by a rule on names',
      (model) => {
        wageRule(model).keys = ['first_name', 'last_name'];
      },
    ],
    [
      'by names and a zip code',
      (model) => {
        wageRule(model).keys = ['first_name', 'last_name', 'zip'];
      },
    ],
    [
      'by weights over blocks of names',
      (model) => {
        model.source_pairs[2]!.passes = [structuredClone(names(model))];
      },
    ],
  ])('that would link wages %s is refused', (_, change) => {
    expect(problems(change).join('\n')).toMatch(/wage would be linked by name alone/);
  });

  test('can be cut down to the sources that are loaded', () => {
    const smaller = withoutSources(syntheticModel, ['wage']);
    expect(Object.keys(smaller.sources)).toEqual(['early', 'school', 'college']);
    expect(smaller.source_pairs).toHaveLength(2);
  });

  test('of one source alone has no pairs, and is a model nevertheless', () => {
    const { source_pairs, sources } = withoutSources(syntheticModel, ['early', 'college', 'wage']);
    expect([source_pairs, Object.keys(sources)]).toEqual([[], ['school']]);
  });
});

function names(model: LinkModelFile) {
  const pass = model.source_pairs[0]!.passes[0]!;
  if (pass.type !== 'fellegi_sunter') throw new Error('the first pass is one by names');
  return pass;
}

function wageRule(model: LinkModelFile) {
  const pass = model.source_pairs[2]!.passes[0]!;
  if (pass.type !== 'deterministic') throw new Error('wages are linked by rules');
  return pass.rules[0]!;
}
