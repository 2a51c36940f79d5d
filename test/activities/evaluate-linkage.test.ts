import { expect, test } from 'vitest';
import { evaluationResult } from '../../activities/evaluate-linkage.ts';
import type { Accuracy, LinkEvaluation } from '../../linkers/evaluate-linkage.ts';

const accuracy: Accuracy = { linked: 5, truePairs: 20, correct: 5, precision: 1, recall: 0.25 };
const pair = (left: string, right: string) => ({ left, right, ...accuracy, strong: accuracy, weak: accuracy });
const evaluation: LinkEvaluation = {
  linkVersion: 1,
  entities: 100,
  pairs: [pair('dhe', 'dua'), pair('dese', 'dua'), pair('dua', 'roster'), pair('nsc', 'dese'), pair('dese', 'dhe')],
  passes: [],
  reviews: [],
  subgroups: [],
  twins: null,
};

test('pairs that may not be linked without a strong key have no recall without one', () => {
  const { pairs } = evaluationResult(evaluation);
  for (const name of ['dhe-dua', 'dese-dua', 'dua-roster', 'dese-nsc']) {
    expect(pairs[name], name).toMatchObject({ weakRecall: null, weakPrecision: 1 });
  }
  expect(pairs['dese-dhe']).toMatchObject({ weakRecall: 0.25 });
});
