import { expect, test } from 'vitest';
import { wordingIn } from '../../web/wording.ts';

test.each(['dhe-dese', 'nsc-dese', 'eec-dese', 'dhe-dua'])('the match rate of %s is told without its code', (pair) => {
  for (const language of ['en', 'es'] as const) {
    const words = wordingIn(language);
    expect(words.matched(pair, 0.9286)).toContain('92.9%');
    expect(words.matched(pair, 0.9286)).not.toContain(pair);
    expect(words.t.method.pairs[pair]).toBeDefined();
  }
});

test('the match rate of a pair without words of its own names the pair', () => {
  expect(wordingIn('en').matched('a-b', 0.5)).toBe('a-b: 50% of records were matched');
});

test('shares in a table have one decimal each, and in a sentence only where it says something', () => {
  const words = wordingIn('en');
  expect([words.tableNumber(0.55, 'share'), words.tableNumber(0.522, 'share')]).toEqual(['55.0%', '52.2%']);
  expect(words.number(0.55, 'share')).toBe('55%');
});
