import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskAgreement } from '../../../linkers/explain/mask-values.ts';

describe('masking two values', () => {
  test('shows where they differ and nothing else', () => {
    expect(maskAgreement('SMITH', 'SMYTH')).toEqual(['••I••', '••Y••']);
    expect(maskAgreement('2010-03-04', '2010-04-04')).toEqual(['••••••3•••', '••••••4•••']);
    expect(maskAgreement('SMITH', 'SMITH')).toEqual(['•••••', '•••••']);
  });

  test('hides a value without a partner, and values with little in common', () => {
    expect(maskAgreement('SMITH', null)).toEqual(['•••••', null]);
    expect(maskAgreement('SMITH', 'GARCIA')).toEqual(['•••••', '••••••']);
  });

  test('keeps lengths, and never shows more than half of a value', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(name, name, (l, r) => {
        for (const [masked, value] of [
          [maskAgreement(l, r)[0]!, l],
          [maskAgreement(l, r)[1]!, r],
        ] as const) {
          expect([...masked].length).toBe([...value].length);
          const most = Math.max([...l].length, [...r].length);
          expect([...masked].filter((character) => character !== '•').length).toBeLessThanOrEqual(most / 2);
        }
      }),
    );
  });
});
