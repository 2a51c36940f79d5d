import { expect, test } from 'vitest';
import { cellOf, shareOf } from '../../web/release/cell.ts';

const ok = (value: number) => cellOf('ok', value, null, null);
const hidden = cellOf('suppressed', null, null, null);

test('a number beside a status that hides it is dropped', () => {
  expect(cellOf('suppressed', 7, 1, 9)).toEqual({ status: 'suppressed' });
  expect(cellOf('not_available', 7, null, null)).toEqual({ status: 'not_available' });
});

test('an unknown status shows nothing', () => {
  expect(cellOf('exact', 7, null, null)).toEqual({ status: 'not_available' });
});

test('a share is hidden when either part is hidden', () => {
  expect(shareOf(hidden, ok(100))).toEqual({ status: 'suppressed' });
  expect(shareOf(ok(40), hidden)).toEqual({ status: 'suppressed' });
  expect(shareOf(ok(40), cellOf('banded', null, 50, 60))).toEqual({ status: 'suppressed' });
});

test('a share of published parts is their quotient, and of a band a band', () => {
  expect(shareOf(ok(40), ok(160))).toEqual({ status: 'ok', value: 0.25 });
  expect(shareOf(cellOf('banded', null, null, 10), ok(100))).toEqual({ status: 'banded', low: null, high: 0.1 });
});

test('nobody has no share', () => {
  expect(shareOf(ok(0), ok(0))).toEqual({ status: 'not_applicable' });
});
