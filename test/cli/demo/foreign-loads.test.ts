import { describe, expect, test } from 'vitest';
import { refuseForeignLoads } from '../../../cli/demo/foreign-loads.ts';
import { ConflictError } from '../../../schemas/errors.ts';

const file = (period: string, sha256: string) => ({
  ...{ path: `dese/sims-${period}.txt`, extract: 'dese.sims', submitter: '00350000', period, rows: 10, sha256 },
});
const load = (period: string, contentHash: string) => ({
  ...{ extract: 'dese.sims', submitter: '00350000', period, contentHash },
});
const FILES = [file('2024-10', 'a'), file('2025-03', 'b')];

describe('a demo', () => {
  test('goes on in a folder that is empty, or holds nothing but its own people', () => {
    expect(() => refuseForeignLoads([], FILES)).not.toThrow();
    expect(() => refuseForeignLoads([load('2024-10', 'a')], FILES)).not.toThrow();
    expect(() => refuseForeignLoads([load('2024-10', 'a'), load('2025-03', 'b')], FILES)).not.toThrow();
  });

  test.each([
    ['another file in a place of its own', [load('2024-10', 'x')]],
    ['a file in a place that it would not fill', [load('2024-10', 'a'), load('2019-10', 'a')]],
  ])('refuses a folder that holds %s, and says what to do', (_, loads) => {
    const refused = () => refuseForeignLoads(loads, FILES);
    expect(refused).toThrow(ConflictError);
    expect(refused).toThrow(/holds 1 load of other people/);
  });
});
