import { describe, expect, test } from 'vitest';
import { type PartitionAxis, readRange, setText } from '../../../assets/partitions/axis.ts';
import { partitionsOn } from '../../../assets/partitions/partition-option.ts';
import { UsageError } from '../../../schemas/errors.ts';

const ALL: Readonly<Record<string, string>> = { 'school-year': '2010..2024', quarter: '2010Q1..2024Q2' };

function read(axis: PartitionAxis, text: string): string | undefined {
  const set = partitionsOn(axis, text, [readRange(axis, ALL[axis] ?? '2010-10..2024-03')]);
  return set === undefined ? undefined : setText(axis, set);
}

describe('partitions as people write them', () => {
  test.each<[PartitionAxis, string, string]>([
    ['school-year', '2020', '2020'],
    ['school-year', '2019-20', '2020'],
    ['school-year', '2019-20...2023-24', '2020…2024'],
    ['school-year', '2009-10', '2010'],
    ['quarter', '2021Q3', '2021Q3'],
    ['quarter', '2021Q3..2022Q1', '2021Q3…2022Q1'],
    ['quarter', '2021Q3…2022Q1', '2021Q3…2022Q1'],
    ['quarter', '2019-20...2020-21', '2020Q1…2021Q4'],
    ['quarter', '2021, 2023Q1', '2021Q1…2021Q4, 2023Q1'],
    ['quarter', '2023...', '2023Q1…2024Q2'],
    ['quarter', '...2010Q2', '2010Q1…2010Q2'],
    ['quarter', '2030...', ''],
    ['collection', '2009-10', '2009-10'],
    ['collection', '2021', '2020-10…2021-06'],
  ])('on the axis of a %s, %s is %s', (axis, text, expected) => {
    expect(read(axis, text)).toBe(expected);
  });

  test.each<[PartitionAxis, string]>([
    ['quarter', '2021Q5'],
    ['quarter', '2021Q1..2021Q2..2021Q3'],
    ['quarter', ''],
    ['quarter', '...'],
    ['quarter', '2021Q1,'],
    ['school-year', '2019-21'],
  ])('on the axis of a %s, %j is none', (axis, text) => {
    expect(read(axis, text)).toBeUndefined();
  });

  test('that run backward are refused', () => {
    expect(() => read('quarter', '2021Q3..2021Q1')).toThrow(UsageError);
  });
});
