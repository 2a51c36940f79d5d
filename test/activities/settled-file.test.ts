import { describe, expect, it } from 'vitest';
import { deliveredFile, errorOf } from '../../activities/settled-file.ts';
import type { IngestRequest, SettledFile } from '../../extracts/loads/ingest-request.ts';
import {
  ContractBreachError,
  FileRefusedError,
  FilesRefusedError,
  HeldForApprovalError,
  InvariantError,
  UnavailableError,
} from '../../schemas/errors.ts';
import { extractContract } from '../../schemas/extracts/index.ts';

const request: IngestRequest = {
  ...{ path: '/inbox/a.csv', source: 'a.csv', contract: extractContract('dese.mcas'), period: '2024' },
  ...{ submitter: 'DESE', actor: 'ada', runId: 'r1' },
};
const at = new Date('2026-09-01T12:00:00Z');
const refusal = (error: unknown): SettledFile => ({ request, error, contentHash: 'h' });
const taken: SettledFile = {
  request,
  result: {
    ...{ loadId: 7, outcome: 'loaded', contentHash: 'h', read: 3, loaded: 2, quarantined: 1, seconds: 1 },
    reasons: { 'gender.code': 1 },
  },
};

describe('what is kept of a file', () => {
  it('that was taken in is its load and its counts', () => {
    expect(deliveredFile(taken, 2, at)).toMatchObject({
      ...{ runId: 'r1', extract: 'dese.mcas', position: 2, name: 'a.csv', submitter: 'DESE', period: '2024' },
      ...{ outcome: 'loaded', loadId: 7, rowsRead: 3, rowsLoaded: 2, rowsQuarantined: 1, sentence: null, exitCode: 0 },
    });
  });

  it.each([
    ['refused', new FileRefusedError('a.csv is empty', { hint: 'Send it again.' }), 'a.csv is empty', 4],
    ['held', new HeldForApprovalError('a.csv has few rows'), 'a.csv has few rows', 1],
    ['failed', new UnavailableError('The disk is full'), 'The disk is full', 1],
    ['failed', new InvariantError('They disagree'), 'They disagree', 1],
    ['failed', new TypeError('Ana Rivas'), "An unexpected TypeError; the worker's log has its stack", 1],
  ])('that was %s is why, with its hash', (outcome, error, sentence, exitCode) => {
    expect(deliveredFile(refusal(error), 1, at)).toMatchObject({
      ...{ outcome, sentence, exitCode, contentHash: 'h', loadId: null, rowsRead: null },
    });
  });
});

describe('the error of a delivery', () => {
  const refused = new FileRefusedError('a.csv is empty');
  const breach = new ContractBreachError('too many');
  const held = new HeldForApprovalError('few');

  it('is the one refusal there is', () => {
    expect(errorOf([taken, refusal(refused), taken])).toBe(refused);
  });

  it('counts several, and ends with the highest of their codes', () => {
    const error = errorOf([refusal(held), taken, refusal(breach)]);
    expect(error).toBeInstanceOf(FilesRefusedError);
    expect(error).toMatchObject({
      message: '2 of 3 files of dese.mcas were not taken in',
      exitCode: 4,
      retryable: false,
    });
    expect(errorOf([refusal(held), refusal(held)])).toMatchObject({ exitCode: 1 });
  });

  it('is what may pass, if anything, so that it is tried again', () => {
    const passing = new UnavailableError('The disk is full');
    expect(errorOf([refusal(refused), refusal(passing)])).toBe(passing);
  });
});
