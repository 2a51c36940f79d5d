import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assignWagePeople,
  type WageAssignment,
  type WageSpelling,
} from '../../../activities/entities/assign-wage-people.ts';

function spelling(nameNo: number, tokenNo: number, entityId: number | null = null, nameless = false): WageSpelling {
  return { nameNo, tokenNo, entityId, nameless };
}

function byName(assignments: readonly WageAssignment[]): Record<number, string> {
  return Object.fromEntries(
    assignments.map((assignment) => [
      assignment.nameNo,
      'entityId' in assignment
        ? `entity ${assignment.entityId}`
        : 'newPerson' in assignment
          ? `new ${assignment.newPerson}`
          : 'unresolved',
    ]),
  );
}

test('spellings that agree through a third are one new person', () => {
  const spellings = [spelling(1, 1), spelling(2, 1), spelling(3, 1), spelling(4, 1)];
  expect(
    byName(
      assignWagePeople(spellings, [
        [1, 2],
        [2, 3],
      ]),
    ),
  ).toEqual({ 1: 'new 0', 2: 'new 0', 3: 'new 0', 4: 'new 1' });
});

test('a new spelling that agrees with two known people joins the older, and the two stay apart', () => {
  const spellings = [spelling(1, 1, 7), spelling(2, 1, 5), spelling(3, 1)];
  expect(
    byName(
      assignWagePeople(spellings, [
        [1, 3],
        [2, 3],
      ]),
    ),
  ).toEqual({ 3: 'entity 5' });
});

test('a spelling without a name is the only person on its SSN, nobody where there are several, itself where none is', () => {
  const nameless = [
    ...[spelling(1, 1, 7), spelling(2, 1, null, true)],
    ...[spelling(3, 2, 8), spelling(4, 2), spelling(5, 2, null, true)],
    ...[spelling(6, 3, null, true)],
    ...[spelling(7, 4), spelling(8, 4, null, true)],
  ];
  expect(byName(assignWagePeople(nameless, []))).toEqual({
    2: 'entity 7',
    4: 'new 0',
    5: 'unresolved',
    6: 'new 2',
    7: 'new 1',
    8: 'new 1',
  });
});

const situation = fc
  .array(fc.record({ tokenNo: fc.nat(3), known: fc.option(fc.nat(2)), nameless: fc.boolean() }), { maxLength: 14 })
  .chain((drafts) => {
    const sorted = drafts.toSorted((a, b) => a.tokenNo - b.tokenNo);
    const spellings = sorted.map(({ tokenNo, known, nameless }, index) =>
      spelling(index + 1, tokenNo, known === null ? null : 1 + tokenNo * 10 + known, nameless),
    );
    const pairs = spellings.flatMap((a) =>
      spellings
        .filter((b) => b.nameNo > a.nameNo && b.tokenNo === a.tokenNo && !a.nameless && !b.nameless)
        .map((b) => [a.nameNo, b.nameNo] as const),
    );
    return fc.record({ spellings: fc.constant(spellings), agreements: fc.subarray(pairs) });
  });

test('every new spelling gets exactly one answer, on its own SSN, and agreeing new spellings get the same', () => {
  fc.assert(
    fc.property(situation, ({ spellings, agreements }) => {
      const assignments = assignWagePeople(spellings, agreements);
      const fresh = spellings.filter(({ entityId }) => entityId === null).map(({ nameNo }) => nameNo);
      expect(assignments.map(({ nameNo }) => nameNo).toSorted((a, b) => a - b)).toEqual(fresh);
      const answer = byName(assignments);
      const token = new Map(spellings.map(({ nameNo, tokenNo }) => [nameNo, tokenNo]));
      const tokensOfAnswer = new Map<string, Set<number | undefined>>();
      for (const [nameNo, who] of Object.entries(answer)) {
        if (who === 'unresolved') continue;
        tokensOfAnswer.set(who, (tokensOfAnswer.get(who) ?? new Set()).add(token.get(Number(nameNo))));
      }
      for (const tokens of tokensOfAnswer.values()) expect(tokens.size).toBe(1);
      for (const [a, b] of agreements) {
        if (answer[a] !== undefined && answer[b] !== undefined) expect(answer[a]).toBe(answer[b]);
      }
    }),
  );
});

test('the order of agreements does not matter', () => {
  fc.assert(
    fc.property(situation, ({ spellings, agreements }) => {
      expect(assignWagePeople(spellings, agreements.toReversed())).toEqual(assignWagePeople(spellings, agreements));
    }),
  );
});
