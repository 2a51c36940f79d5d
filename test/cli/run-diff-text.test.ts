import { expect, test } from 'vitest';
import { runDiffText } from '../../cli/run-diff-text.ts';

test('the difference of two runs is told a line a thing, with hashes cut short and equal things counted', () => {
  const text = runDiffText({
    ...{ before: 'a', after: 'b', code: { before: 'c1', after: 'c2' }, equalAssets: 1 },
    files: { 'dese.sims 0035 2024-10': { before: 'a'.repeat(64), after: null } },
    assets: [
      {
        ...{ assetKey: 'linkage.version', partition: 'all', rows: { before: 1000, after: 1200 } },
        inputs: { 'linkage.entities': { before: 'v1', after: 'v2' } },
        facts: { largestCluster: { before: 5, after: 6 } },
      },
      { assetKey: 'load.dua.wage', partition: '2024Q1', only: 'after' },
    ],
    checks: [{ assetKey: 'ecids.child', partition: 'all', check: 'codes.race', failed: { before: 2, after: 0 } }],
  });
  expect(text.split('\n')).toEqual([
    'Run a and run b:',
    '  code       c1 → c2',
    '  settings   the same',
    '  file       dese.sims 0035 2024-10: aaaaaaaaaaaa → –',
    '  asset      linkage.version: rows 1,000 → 1,200; reads other linkage.entities; largestCluster 5 → 6',
    '  asset      load.dua.wage (2024Q1): made by the second alone',
    '  check      ecids.child: codes.race 2 → 0',
    '  1 asset made by both, with no difference.',
  ]);
});
