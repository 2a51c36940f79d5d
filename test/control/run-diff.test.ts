import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../control/check-results.ts';
import type { Materialization } from '../../control/materializations.ts';
import { diffRuns, type RunFacts } from '../../control/run-diff.ts';
import type { RunRecord } from '../../control/runs.ts';

const run = (runId: string, more: Partial<RunRecord> = {}): RunRecord => ({
  ...{ runId, kind: 'manual', selection: ['*'], state: 'succeeded', actor: 'ada', reason: 'nightly' },
  ...{ codeVersion: 'c1', settingsHash: 's1', sentence: null },
  ...{ queuedAt: '2026-09-01T12:00:00.000Z', startedAt: null, endedAt: null },
  ...more,
});
const made = (assetKey: string, more: Partial<Materialization> = {}): Materialization => ({
  ...{ materializationId: 1, runId: 'r', assetKey, partition: 'all', dataVersion: 'd1', codeVersion: 'c1' },
  ...{ codeFingerprint: 'f1', settingsFingerprint: 'g1', upstreamVersions: {}, rows: 10, bytes: null },
  ...{ schemaHash: 'h1', metadata: {}, materializedAt: '2026-09-01T12:00:00.000Z' },
  ...more,
});
const check = (name: string, failed: number): CheckResult => ({
  ...{ runId: 'r', assetKey: 'ecids.child', partition: 'all', check: name, severity: 'warn', blocking: false },
  ...{ passed: failed === 0, details: { failed }, checkedAt: '2026-09-01T12:00:00.000Z' },
});
const facts = (runId: string, more: Partial<RunFacts> = {}): RunFacts => ({
  ...{ run: run(runId), made: [], checks: [], files: [] },
  ...more,
});

describe('two runs', () => {
  test('that made the same differ in nothing', () => {
    const same = { made: [made('ecids.child')], checks: [check('codes.race', 2)] };
    expect(diffRuns(facts('a', same), facts('b', same))).toEqual({
      ...{ before: 'a', after: 'b', files: {}, assets: [], checks: [], equalAssets: 1 },
    });
  });

  test('differ in code, settings and selection', () => {
    const later = run('b', { codeVersion: 'c2', settingsHash: 's2', selection: ['+public.tables'] });
    expect(diffRuns(facts('a'), facts('b', { run: later }))).toMatchObject({
      code: { before: 'c1', after: 'c2' },
      settings: { before: 's1', after: 's2' },
      selection: { before: '*', after: '+public.tables' },
    });
  });

  test('differ in the file of a slot, and in slots that one of them alone had', () => {
    const before = facts('a', { files: [{ slot: 'dese.sims 0035 2024-10', contentHash: 'x' }] });
    const after = facts('b', {
      files: [
        { slot: 'dese.sims 0035 2024-10', contentHash: 'y' },
        { slot: 'dua.wage DUA 2024Q1', contentHash: 'z' },
      ],
    });
    expect(diffRuns(before, after).files).toEqual({
      'dese.sims 0035 2024-10': { before: 'x', after: 'y' },
      'dua.wage DUA 2024Q1': { before: null, after: 'z' },
    });
  });

  test('differ in rows, code, columns, inputs and facts of what both made, and in what one alone made', () => {
    const before = facts('a', {
      made: [
        made('ecids.child', { upstreamVersions: { 'load.eec.child': 'v1' }, metadata: { persons: 5, statements: 9 } }),
        made('ecids.screening'),
      ],
    });
    const after = facts('b', {
      made: [
        made('ecids.child', {
          ...{ rows: 12, codeFingerprint: 'f2', schemaHash: 'h2', upstreamVersions: { 'load.eec.child': 'v2' } },
          metadata: { persons: 6, statements: 11 },
        }),
      ],
    });
    expect(diffRuns(before, after).assets).toEqual([
      {
        ...{ assetKey: 'ecids.child', partition: 'all', rows: { before: 10, after: 12 } },
        code: { before: 'f1', after: 'f2' },
        schema: { before: 'h1', after: 'h2' },
        inputs: { 'load.eec.child': { before: 'v1', after: 'v2' } },
        facts: { persons: { before: 5, after: 6 } },
      },
      { assetKey: 'ecids.screening', partition: 'all', only: 'before', rows: { before: 10, after: null } },
    ]);
  });

  test('differ in what a check counted, and not in one that counted the same', () => {
    const both = [made('ecids.child')];
    const before = facts('a', { made: both, checks: [check('codes.race', 2), check('not_null.sex', 1)] });
    const after = facts('b', {
      made: both,
      checks: [check('codes.race', 0), check('not_null.sex', 1), check('has_rows', 0)],
    });
    expect(diffRuns({ ...before, made: [] }, after).checks).toEqual([]);
    expect(diffRuns(before, after).checks).toEqual([
      { assetKey: 'ecids.child', partition: 'all', check: 'codes.race', failed: { before: 2, after: 0 } },
      { assetKey: 'ecids.child', partition: 'all', check: 'has_rows', failed: { before: null, after: 0 } },
    ]);
  });
});
