import { expect, test } from 'vitest';
import { RACE_CODES } from '../../../schemas/codes/race.ts';

const byCode = new Map(RACE_CODES.map((race) => [race.code, race]));

test('there are 62 race codes: every set of five races, with and without Hispanic ethnicity, 32 left out', () => {
  expect(RACE_CODES).toHaveLength(62);
  expect(byCode.has('32')).toBe(false);
  expect(new Set(RACE_CODES.map((race) => race.label)).size).toBe(62);
});

test('race codes run by the number of races, then as listed', () => {
  expect(byCode.get('01')?.races).toEqual(['White']);
  expect(byCode.get('05')?.group).toBe('NHPI');
  expect(byCode.get('10')?.races).toEqual(['Black or African American', 'Asian']);
  expect(byCode.get('15')?.races).toEqual([
    'American Indian or Alaska Native',
    'Native Hawaiian or Other Pacific Islander',
  ]);
  expect(byCode.get('16')?.races).toHaveLength(3);
  expect(byCode.get('26')?.races).toHaveLength(4);
  expect(byCode.get('31')?.races).toHaveLength(5);
});

test('Hispanic comes before races, and several races make a multi-race group', () => {
  expect(RACE_CODES.filter((race) => race.group === 'HL').map((race) => race.code)).toEqual(
    Array.from({ length: 31 }, (_, index) => String(index + 33)),
  );
  expect(RACE_CODES.filter((race) => race.group === 'MNHL').map((race) => race.code)).toEqual(
    Array.from({ length: 26 }, (_, index) => String(index + 6).padStart(2, '0')),
  );
});
