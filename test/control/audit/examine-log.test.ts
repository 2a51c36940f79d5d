import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../control/audit/entry-chain.ts';
import { hashOfEntry } from '../../../control/audit/entry-chain.ts';
import { examineLog, type LogEvidence } from '../../../control/audit/examine-log.ts';
import { readNoteKey } from '../../../control/audit/signed-note.ts';
import { forger, logOf, reasons, signed, signer } from './made-up-log.ts';

const entries = logOf(reasons(12));
const keys = [readNoteKey(signer.publicKey)];
const own = [signed(entries, 4), signed(entries, 9)];
const kept = signed(entries, 9);

const examine = (changed: readonly AuditEntry[], more: Partial<LogEvidence> = {}) =>
  examineLog({ entries: changed, checkpoints: own, keys, ...more });
const change = (place: number, part: Partial<AuditEntry>) =>
  entries.map((entry) => (entry.seq === place ? { ...entry, ...part } : entry));

/** What somebody can do who holds the store but neither the key nor what others keep: a whole new chain. */
const rewritten = logOf(reasons(12).with(2, 'another reason'));

describe('a log that nobody touched', () => {
  test('is intact, and its findings say how far it is signed and witnessed', async () => {
    expect(await examine(entries, { witnessed: [signed(entries, 4)] })).toMatchObject({
      ...{ intact: true, entries: 12, problems: [], confirmed: 3, signedUpTo: 9, witnessedUpTo: 4 },
      head: { seq: 12, hash: entries.at(-1)?.hash },
    });
  });

  test('is intact also while it is empty', async () => {
    expect(await examineLog({ entries: [], checkpoints: [], keys })).toMatchObject({ intact: true, entries: 0 });
  });
});

describe('a log that was tampered with shows', () => {
  test.each<[string, readonly AuditEntry[], string]>([
    ['an edited reason', change(5, { reason: 'other' }), 'Entry 5 was changed after it was written'],
    ['an edited actor', change(12, { actor: 'eve' }), 'Entry 12 was changed after it was written'],
    ['edited details', change(1, { details: {} }), 'Entry 1 was changed after it was written'],
    [
      'an edited entry with its hash made anew',
      entries.map((entry) => {
        if (entry.seq !== 5) return entry;
        const { hash: _, ...unsealed } = { ...entry, reason: 'other' };
        return { ...unsealed, hash: hashOfEntry(unsealed) };
      }),
      'Entry 6 does not follow the entry before it',
    ],
    ['a removed entry', entries.toSpliced(6, 1), 'Entry 7 is missing'],
    ['a removed first entry', entries.slice(1), 'Entry 1 is missing'],
    ['two entries in the other order', entries.with(3, entries[4]!).with(4, entries[3]!), 'Entry 4 is missing'],
    ['an entry written twice', entries.toSpliced(6, 0, entries[5]!), 'Entry 7 is missing'],
    [
      'a tail cut off before a checkpoint',
      entries.slice(0, 8),
      'The log ends at entry 8, before the log’s own checkpoint at 9',
    ],
    ['nothing left', [], 'The log ends at entry 0, before the log’s own checkpoint at 4'],
  ])('%s', async (_, changed, problem) => {
    const found = await examine(changed);
    expect(found.intact).toBe(false);
    expect(found.problems[0]).toBe(problem);
  });

  test('a tail cut off after the last checkpoint, where the store remembers its newest entry', async () => {
    const storedHead = { seq: 12, hash: entries.at(-1)!.hash };
    expect(await examine(entries.slice(0, 10), { storedHead })).toMatchObject({
      intact: false,
      problems: ['Entry 11 and later ones are missing'],
    });
  });

  test('a chain written anew, by its own checkpoints', async () => {
    expect((await examine(rewritten)).problems).toEqual([
      'The entries up to 4 are not those of the log’s own checkpoint',
      'The entries up to 9 are not those of the log’s own checkpoint',
    ]);
  });

  test('a chain written anew without its checkpoints, by one that somebody kept', async () => {
    const found = await examine(rewritten, { checkpoints: [], witnessed: [kept] });
    expect(found.problems).toEqual(['The entries up to 9 are not those of a kept checkpoint']);
  });

  test('a chain written anew and signed by another key, by the key that somebody kept', async () => {
    const found = await examine(rewritten, { checkpoints: [signed(rewritten, 9, forger)] });
    expect(found.problems).toEqual(['The log’s own checkpoint at 9 is not signed by a key of this log']);
    expect(found.signedUpTo).toBe(0);
  });

  test('a log and checkpoints both cut short, by a checkpoint that somebody kept', async () => {
    const found = await examine(entries.slice(0, 4), { checkpoints: [own[0]!], witnessed: [kept] });
    expect(found.problems).toEqual(['The log ends at entry 4, before a kept checkpoint at 9']);
  });
});

test('what no kept checkpoint covers can be rewritten by whoever holds store and key, which the findings admit', async () => {
  const forged = logOf(reasons(12).with(10, 'another reason'));
  const found = await examine(forged, { checkpoints: [...own, signed(forged)], witnessed: [kept] });
  expect(found).toMatchObject({ intact: true, entries: 12, signedUpTo: 12, witnessedUpTo: 9 });
});
