import { expect, test } from 'vitest';
import { FAULT_KINDS, planRound } from '../../../bench/chaos/round-plan.ts';

test('a round is the same whenever it is run, and differs from every other', () => {
  const rounds = Array.from({ length: 60 }, (_, index) => planRound(7, index + 1));
  expect(Array.from({ length: 60 }, (_, index) => planRound(7, index + 1))).toEqual(rounds);
  expect(new Set(rounds.map(({ moment }) => moment.share)).size).toBe(60);
  expect(planRound(8, 1).moment).not.toEqual(planRound(7, 1).moment);
});

test('a few rounds see every kind of fault, and many see every process struck', () => {
  const rounds = Array.from({ length: 60 }, (_, index) => planRound(1, index + 1).fault);
  expect(new Set(rounds.slice(0, FAULT_KINDS.length).map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
  const limited = rounds.flatMap((fault) => (fault.kind === 'limit-file-size' ? [fault.target] : []));
  expect(new Set(limited)).toEqual(new Set(['worker', 'temporal', 'control']));
});
