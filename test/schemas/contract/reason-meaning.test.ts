import { describe, expect, test } from 'vitest';
import { reasonMeaning } from '../../../schemas/contract/reason-meaning.ts';
import { extractContract, extractContracts } from '../../../schemas/extracts/index.ts';

const UNKNOWN = 'The contract in force no longer has this reason.';

describe('the meaning of a reason', () => {
  test.each([
    ['dese.sims', 'birth_date.format', /^birth_date \(DOE006\) is not a date written MM\/dd\/yyyy\.$/],
    ['dese.sims', 'first_name.blank', /^first_name \(DOE003\) has no value, and may not be empty\.$/],
    ['dese.sims', 'gender.code', /^gender \(DOE009\) is not on its code list\.$/],
    ['dese.sims', 'line.fields', /stray comma/],
    ['dhe.enrollment', 'slot.period', /names another period/],
    ['eec.participation', 'EEC-DATES', /^The spell ends before it starts\.$/],
    ['dese.sims', 'row.repeated', /same key/],
  ])('of %s %s is one sentence', (extract, code, sentence) => {
    expect(reasonMeaning(extractContract(extract), code)).toMatch(sentence);
  });

  test('is known for every rule and every column of every extract', () => {
    for (const contract of extractContracts.values()) {
      const codes = [
        ...contract.rules.map(({ code }) => code),
        ...contract.columns.flatMap(({ name }) =>
          ['blank', 'format', 'length', 'code', 'range'].map((problem) => `${name}.${problem}`),
        ),
      ];
      for (const code of codes) expect(reasonMeaning(contract, code), `${contract.key} ${code}`).not.toBe(UNKNOWN);
    }
  });

  test('is not made up for one that no contract has', () => {
    expect(reasonMeaning(extractContract('dese.sims'), 'shoe_size.range')).toBe(UNKNOWN);
    expect(reasonMeaning(undefined, 'gender.code')).toBe(UNKNOWN);
  });
});
