import { beforeAll, describe, expect, test } from 'vitest';
import { listApprovals, recordApproval } from '../../control/approvals.ts';
import type { Control } from '../../control/connect.ts';
import {
  listLinkVersions,
  promotedLinkVersion,
  promoteLinkVersion,
  recordLinkVersion,
} from '../../control/link-versions.ts';
import { listLoads, loadedPeriods, markRetracted, recordLoad } from '../../control/loads.ts';
import { listPairReviews, type PairReview, recordPairReview, settledPairs } from '../../control/pair-reviews.ts';
import { findRelease, listReleases, moveRelease, recordRelease, showRelease } from '../../control/releases.ts';
import { findReviewSample, recordReviewSample, sampledPairs } from '../../control/review-samples.ts';
import { ConflictError, UsageError } from '../../schemas/errors.ts';
import { at, later, load } from './made-up.ts';

/** Run against every engine of the control store, which is open by the time a test runs. */
export function recordsSuite(opened: () => Control): void {
  let control: Control;
  beforeAll(() => {
    control = opened();
  });

  describe('loads', () => {
    test('have a version by extract and period, which is another once other rows count', async () => {
      const versions = async () =>
        Object.fromEntries(
          (await loadedPeriods(control))
            .filter(({ extract }) => extract === 'nsc.periods')
            .map(({ period, version, rows }) => [period, { version, rows }]),
        );
      const of = (loadId: number, more: Parameters<typeof load>[1]) =>
        load(loadId, { extract: 'nsc.periods', ...more });
      await recordLoad(control, of(901, { submitter: 'a', period: '2024' }));
      await recordLoad(control, of(902, { submitter: 'b', period: '2024' }));
      await recordLoad(control, of(903, { submitter: 'a', period: '2025' }));
      const before = await versions();
      expect(Object.entries(before).map(([period, { rows }]) => [period, rows])).toEqual([
        ['2024', 16],
        ['2025', 8],
      ]);
      await recordLoad(control, of(901, { submitter: 'a', period: '2024' }));
      expect(await versions()).toEqual(before);
      await recordLoad(control, of(904, { submitter: 'b', period: '2024' }));
      const after = await versions();
      expect(after['2024']?.version).not.toBe(before['2024']?.version);
      expect(after['2025']).toEqual(before['2025']);
      await markRetracted(control, 903, { at: later, actor: 'ada', reason: 'wrong file' });
      expect(Object.keys(await versions())).toEqual(['2024']);
    });

    test('supersede within their slot only, and history stays', async () => {
      await recordLoad(control, load(1));
      await recordLoad(control, load(2, { period: '2025-03' }));
      await recordLoad(control, load(3, { at: later }));
      await recordLoad(control, load(3, { at: later }));
      const states = (await listLoads(control, { extract: 'dese.sims' })).map(({ loadId, state }) => [loadId, state]);
      expect(states).toEqual([
        [3, 'current'],
        [2, 'current'],
        [1, 'superseded'],
      ]);
    });

    test('that are taken back keep who did it and why', async () => {
      await recordLoad(control, load(5, { period: '2023-10', synthetic: true }));
      await markRetracted(control, 5, { actor: 'olu', reason: 'sent too early', at: later });
      expect(await listLoads(control, { loadId: 5 })).toMatchObject([
        {
          state: 'retracted',
          endedBy: 'olu',
          endedReason: 'sent too early',
          endedAt: later.toISOString(),
          synthetic: true,
        },
      ]);
    });

    test('whose counts do not balance are refused by the database', async () => {
      await expect(recordLoad(control, load(9, { period: '2026-10', rowsRead: 11 }))).rejects.toMatchObject({
        constraint: 'load_counts_balance',
      });
    });
  });

  describe('link versions', () => {
    const version = (linkVersion: number) => ({
      ...{ linkVersion, runId: 'r', modelHash: 'm', codeVersion: 'c', inputs: { entities: 'v1' } },
      ...{ parameters: { threshold: 0.9 }, counts: { clusters: 10 }, at },
    });

    test('one is promoted at a time, and the one before retires', async () => {
      await recordLinkVersion(control, version(1));
      await recordLinkVersion(control, version(2));
      await promoteLinkVersion(control, 1, { actor: 'ana', reason: 'first', at });
      await promoteLinkVersion(control, 2, { actor: 'ana', reason: 'better', at: later });
      expect((await listLinkVersions(control)).map(({ linkVersion, state }) => [linkVersion, state])).toEqual([
        [2, 'promoted'],
        [1, 'retired'],
      ]);
      expect(await promotedLinkVersion(control)).toMatchObject({ linkVersion: 2, promotionReason: 'better' });
      await promoteLinkVersion(control, 1, { actor: 'ana', reason: 'back', at: later });
      expect(await promotedLinkVersion(control)).toMatchObject({ linkVersion: 1, promotionReason: 'back' });
      await expect(promoteLinkVersion(control, 7, { actor: 'a', reason: 'r', at })).rejects.toBeInstanceOf(UsageError);
    });

    test('hold reviewers’ judgments of pairs, whichever way round they name them', async () => {
      const review = { linkVersion: 2, kind: 'review', actor: 'ana', reason: 'same birth date', at } as const;
      await recordPairReview(control, { ...review, entityIdL: 9, entityIdR: 4, decision: 'match' });
      await recordPairReview(control, { ...review, entityIdL: 4, entityIdR: 9, decision: 'no_match' });
      const [only, ...rest] = await listPairReviews(control, 2);
      expect(rest).toEqual([]);
      expect(only).toMatchObject({ entityIdL: 4, entityIdR: 9, decision: 'no_match' });
      expect(settledPairs([only!])).toEqual([{ entityIdL: 4, entityIdR: 9, decision: 'no_match' }]);
    });

    test('settle a pair where reviewers agree, and leave it open where they do not, unless somebody overrode', async () => {
      const judge = (actor: string, decision: PairReview['decision'], kind: PairReview['kind'] = 'review') =>
        recordPairReview(control, {
          ...{ linkVersion: 2, entityIdL: 11, entityIdR: 12, reason: 'looked', at },
          ...{ actor, decision, kind },
        });
      const settled = async () =>
        settledPairs(await listPairReviews(control)).find(({ entityIdL }) => entityIdL === 11)?.decision;
      await judge('ana', 'unsure');
      expect(await settled()).toBeUndefined();
      await judge('ben', 'match');
      expect(await settled()).toBe('match');
      await judge('cy', 'no_match');
      expect(await settled()).toBeUndefined();
      await judge('dee', 'no_match', 'override');
      expect(await settled()).toBe('no_match');
    });

    test('keep samples of pairs with the chance that each had', async () => {
      const sample = { sampleId: 's1', linkVersion: 2, purpose: 'rates', seed: 3, actor: 'ana', at } as const;
      const pair = { sourcePair: 'a_b', linked: true, stratum: 'sure', stratumSize: 8, inclusionProbability: 0.25 };
      await recordReviewSample(control, sample, [
        { place: 1, entityIdL: 5, entityIdR: 2, ...pair },
        { place: 2, entityIdL: 6, entityIdR: 7, ...pair, inclusionProbability: null },
      ]);
      expect(await findReviewSample(control)).toMatchObject({ sampleId: 's1', purpose: 'rates', seed: 3 });
      expect(await sampledPairs(control, 's1')).toEqual([
        { place: 1, entityIdL: 2, entityIdR: 5, ...pair },
        { place: 2, entityIdL: 6, entityIdR: 7, ...pair, inclusionProbability: null },
      ]);
      await expect(findReviewSample(control, 'nosuch')).rejects.toBeInstanceOf(UsageError);
    });
  });

  describe('releases', () => {
    const release = (releaseId: string) => ({
      ...{
        releaseId,
        runId: 'r',
        linkVersion: 2,
        manifestSha256: 'a'.repeat(64),
        actor: 'ada',
        reason: 'new year',
        at,
      },
    });
    const by = { actor: 'olu', reason: 'checked the diff', at: later };

    test('go from staged over approved to published, and are withdrawn in the open', async () => {
      await recordRelease(control, release('rel-1'));
      await expect(moveRelease(control, 'rel-1', 'published', by)).rejects.toBeInstanceOf(ConflictError);
      await moveRelease(control, 'rel-1', 'approved', by);
      await moveRelease(control, 'rel-1', 'published', { ...by, actor: 'the hub' });
      await moveRelease(control, 'rel-1', 'published', by);
      expect(await showRelease(control, 'rel-1')).toMatchObject({ state: 'published', decidedBy: 'olu' });
      await expect(moveRelease(control, 'rel-1', 'rejected', by)).rejects.toBeInstanceOf(ConflictError);
      await moveRelease(control, 'rel-1', 'withdrawn', { ...by, reason: 'wrong calendar' });
      expect(await showRelease(control, 'rel-1')).toMatchObject({ state: 'withdrawn', reason: 'wrong calendar' });
    });

    test('are superseded in the list by the one published last, and keep both reasons', async () => {
      for (const [releaseId, minutes] of [
        ['rel-3', 1],
        ['rel-4', 2],
      ] as const) {
        const when = new Date(later.getTime() + minutes * 60_000);
        await recordRelease(control, { ...release(releaseId), reason: `staged ${releaseId}`, at: when });
        await moveRelease(control, releaseId, 'approved', { ...by, at: when });
        await moveRelease(control, releaseId, 'published', { ...by, at: when });
      }
      const listed = (await listReleases(control)).filter(({ releaseId }) => ['rel-3', 'rel-4'].includes(releaseId));
      expect(listed.map((one) => [one.releaseId, one.state, one.stagedReason, one.reason])).toEqual([
        ['rel-4', 'published', 'staged rel-4', 'checked the diff'],
        ['rel-3', 'superseded', 'staged rel-3', 'checked the diff'],
      ]);
      expect((await showRelease(control, 'rel-3')).state).toBe('published');
    });

    test('are found by their own id or that of the run that staged them', async () => {
      await recordRelease(control, { ...release('rel-5'), runId: 'run-5' });
      expect(await findRelease(control, 'rel-5')).toMatchObject({ releaseId: 'rel-5' });
      expect(await findRelease(control, 'run-5')).toMatchObject({ releaseId: 'rel-5' });
      expect(await findRelease(control, 'run-6')).toBeUndefined();
    });

    test('cannot be republished under other files or out of order, even by SQL', async () => {
      await recordRelease(control, release('rel-2'));
      const row = () => control('release').where('release_id', 'rel-2');
      await expect(row().update({ manifest_sha256: 'b'.repeat(64) })).rejects.toMatchObject({
        constraint: 'release_is_immutable',
      });
      await expect(row().update({ state: 'published', published_at: at, decided_at: at })).rejects.toMatchObject({
        constraint: 'release_state_order',
      });
    });

    test('keep every decision about them', async () => {
      const approval = { subjectKind: 'release', subject: 'rel-1', actor: 'olu', reason: 'fine', at } as const;
      await recordApproval(control, { ...approval, decision: 'reject' });
      await recordApproval(control, { ...approval, decision: 'approve' });
      const decisions = await listApprovals(control, { subjectKind: 'release', subject: 'rel-1' });
      expect(decisions.map(({ decision }) => decision)).toEqual(['approve', 'reject']);
      await expect(control('approval').update({ decision: 'approve' })).rejects.toMatchObject({
        constraint: 'append_only',
      });
    });
  });
}
