import { expect, test } from 'vitest';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { wordingIn } from '../../web/wording.ts';

test.each(['dhe-dese', 'nsc-dese', 'eec-dese', 'dhe-dua', 'dese-roster'])(
  'the match rate of %s is told without its code',
  (pair) => {
    for (const language of ['en', 'es'] as const) {
      const words = wordingIn(language);
      expect(words.matched(pair, 0.9286)).toContain('92.9%');
      expect(words.matched(pair, 0.9286)).not.toContain(pair);
      expect(words.t.method.pairs[pair]).toBeDefined();
    }
  },
);

test('the match rate of a pair without words of its own names the pair', () => {
  expect(wordingIn('en').matched('a-b', 0.5)).toBe('a-b: 50% of records were matched');
});

test('a hidden number is never called not zero, and what is not available has its reason by table', () => {
  for (const language of ['en', 'es'] as const) {
    const { t, unavailable } = wordingIn(language);
    expect(t.status.explained.suppressed).not.toMatch(/is not zero|no es cero/i);
    expect(t.status.explained.suppressed).toMatch(/may be zero or more|puede ser cero o más/i);
    const reason = (name: string) =>
      unavailable(publicTables.find(({ table }) => table.name === name)!.table as unknown as ReleaseTable);
    expect(reason('college_career_outcomes')).toMatch(/Social Security number|Seguro Social/);
    expect(reason('third_grade_reading')).toBe(t.status.explained.not_available);
    for (const name of Object.keys(t.status.unavailable)) expect(reason(name)).toBe(t.status.unavailable[name]);
  }
});

test('shares in a table have one decimal each, and in a sentence only where it says something', () => {
  const words = wordingIn('en');
  expect([words.tableNumber(0.55, 'share'), words.tableNumber(0.522, 'share')]).toEqual(['55.0%', '52.2%']);
  expect(words.number(0.55, 'share')).toBe('55%');
});
