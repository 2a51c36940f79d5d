import { beforeAll, describe, expect, test } from 'vitest';
import type { SignedCheckpoint } from '../../control/audit/checkpoint.ts';
import {
  examineStoredLog,
  isCheckpointDue,
  storedCheckpoints,
  takeCheckpoint,
} from '../../control/audit/checkpoint-store.ts';
import type { LogFindings } from '../../control/audit/examine-log.ts';
import { readNoteKey } from '../../control/audit/signed-note.ts';
import { auditHead, listAudit, recordAudit } from '../../control/audit-log.ts';
import type { Control } from '../../control/connect.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { signer } from './audit/made-up-log.ts';
import { at } from './made-up.ts';

/** Run against every engine of the control store, which is open by the time a test runs. */
export function auditLogSuite(opened: () => Control): void {
  let control: Control;
  beforeAll(() => {
    control = opened();
  });

  describe('the audit log', () => {
    const action = (object: string) => ({
      ...{ actor: 'ada', action: 'load.retract', object, reason: 'sent by mistake', at },
      details: { z: 1.5, a: ['é', 2] },
    });

    test('chains entries written at the same time, and verifies', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => recordAudit(control, action(`load:${index}`))));
      const found = await examineStoredLog(control);
      expect(found).toMatchObject({ intact: true, entries: 20, problems: [], head: await auditHead(control) });
      const [newest] = await listAudit(control, { limit: 1 });
      expect(newest).toMatchObject({ seq: 20, at: at.toISOString(), details: { z: 1.5, a: ['é', 2] } });
      expect(await listAudit(control, { object: 'load:3' })).toHaveLength(1);
    });

    test('keeps nothing of an action whose transaction failed', async () => {
      const before = await auditHead(control);
      await expect(
        control.transaction(async (transaction) => {
          await recordAudit(transaction, action('load:undone'));
          throw new Error('the action failed');
        }),
      ).rejects.toThrow('the action failed');
      expect(await auditHead(control)).toEqual(before);
      expect(await listAudit(control, { object: 'load:undone' })).toEqual([]);
    });

    test('refuses to be changed', async () => {
      for (const attempt of [
        () => control('audit_log').where('seq', 2).update({ reason: 'other' }),
        () => control('audit_log').where('seq', 2).delete(),
        () => control.raw('TRUNCATE audit_log'),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ constraint: 'append_only' });
      }
    });

    test('is signed when it has grown, once a state, and not while nothing is new', async () => {
      expect(await isCheckpointDue(control, at)).toBe(true);
      const taken = await take();
      expect(taken).toMatchObject({ head: { size: 20 }, headHash: (await auditHead(control)).hash });
      expect((await take())?.text).toBe(taken?.text);
      expect(await isCheckpointDue(control, new Date('2030-01-01T00:00:00Z'))).toBe(false);
      await recordAudit(control, action('load:20'));
      expect(await isCheckpointDue(control, at)).toBe(false);
      expect(await isCheckpointDue(control, at, { entries: 1, hours: 24 })).toBe(true);
      expect(await isCheckpointDue(control, new Date(at.getTime() + 25 * 3_600_000))).toBe(true);
      expect(await examineStoredLog(control)).toMatchObject({ intact: true, confirmed: 1, signedUpTo: 20 });
    });

    test('refuses changes of its checkpoints', async () => {
      for (const attempt of [
        () => control('audit_checkpoint').update({ note: 'other' }),
        () => control('audit_checkpoint').delete(),
        () => control.raw('TRUNCATE audit_checkpoint'),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ constraint: 'append_only' });
      }
    });

    function take(from: Control = control, witnessed: readonly SignedCheckpoint[] = []) {
      return takeCheckpoint(from, { signer, now: () => at, witnessed });
    }

    /** What somebody with all rights over the database can do, undone afterwards. */
    async function tampered<T>(change: string, look: (changed: Control) => Promise<T>): Promise<T> {
      const undo = new Error('undo');
      let seen: { readonly found: T } | undefined;
      await control
        .transaction(async (transaction) => {
          await transaction.raw('ALTER TABLE audit_log DISABLE TRIGGER USER');
          await transaction.raw('ALTER TABLE audit_checkpoint DISABLE TRIGGER USER');
          await transaction.raw(change);
          seen = { found: await look(transaction) };
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
      if (seen === undefined) throw new Error('nothing was looked at');
      return seen.found;
    }

    test.each([
      [
        'an edited entry',
        "UPDATE audit_log SET reason = 'other' WHERE seq = 5",
        'Entry 5 was changed after it was written',
      ],
      [
        'an edited time',
        "UPDATE audit_log SET at = at + INTERVAL '1 day' WHERE seq = 5",
        'Entry 5 was changed after it was written',
      ],
      [
        'edited details',
        "UPDATE audit_log SET details = '{}' WHERE seq = 6",
        'Entry 6 was changed after it was written',
      ],
      ['a missing entry', 'DELETE FROM audit_log WHERE seq = 7', 'Entry 7 is missing'],
      ['a missing tail', 'DELETE FROM audit_log WHERE seq > 15', 'Entry 16 and later ones are missing'],
      [
        'a tail cut off together with its head',
        `DELETE FROM audit_log WHERE seq > 15;
         UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE seq = 15)`,
        'The log ends at entry 15, before the log’s own checkpoint at 20',
      ],
      [
        'entries that changed places',
        `UPDATE audit_log SET seq = 1000 WHERE seq = 3;
         UPDATE audit_log SET seq = 3 WHERE seq = 4;
         UPDATE audit_log SET seq = 4 WHERE seq = 1000`,
        'Entry 3 does not follow the entry before it',
      ],
    ])('shows %s', async (_, change, problem) => {
      const found: LogFindings = await tampered(change, (changed) => examineStoredLog(changed));
      expect(found.intact).toBe(false);
      expect(found.problems[0]).toBe(problem);
    });

    test('shows a log, head and checkpoints all cut off, to whoever kept a checkpoint', async () => {
      const { checkpoints } = await storedCheckpoints(control);
      const found = await tampered(
        `DELETE FROM audit_checkpoint;
         DELETE FROM audit_log WHERE seq > 15;
         UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE seq = 15)`,
        (changed) => examineStoredLog(changed, { witnessed: checkpoints, keys: [readNoteKey(signer.publicKey)] }),
      );
      expect(found.problems).toEqual(['The log ends at entry 15, before a kept checkpoint at 20']);
    });

    test('is not signed once it was tampered with', async () => {
      const { checkpoints } = await storedCheckpoints(control);
      for (const [change, witnessed] of [
        ["UPDATE audit_log SET reason = 'other' WHERE seq = 5", []],
        [
          `DELETE FROM audit_checkpoint;
           DELETE FROM audit_log WHERE seq > 15;
           UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE seq = 15)`,
          checkpoints,
        ],
      ] as const) {
        const signing = tampered(change, (changed) => take(changed, witnessed).catch((error: unknown) => error));
        expect(await signing).toBeInstanceOf(InvariantError);
      }
      expect((await storedCheckpoints(control)).checkpoints).toHaveLength(1);
    });
  });
}
