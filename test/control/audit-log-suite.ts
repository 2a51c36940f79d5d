import { beforeAll, describe, expect, test } from 'vitest';
import { auditHead, listAudit, recordAudit, verifyAudit } from '../../control/audit-log.ts';
import type { Control } from '../../control/connect.ts';
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
      const verdict = await verifyAudit(control);
      expect(verdict).toEqual({ intact: true, entries: 20, head: await auditHead(control) });
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

    /** What somebody with all rights over the database can do, undone afterwards. */
    async function tampered(change: string): Promise<Awaited<ReturnType<typeof verifyAudit>>> {
      const head = await auditHead(control);
      let verdict: Awaited<ReturnType<typeof verifyAudit>> | undefined;
      const undo = new Error('undo');
      await control
        .transaction(async (transaction) => {
          await transaction.raw('ALTER TABLE audit_log DISABLE TRIGGER USER');
          await transaction.raw(change);
          verdict = await verifyAudit(transaction, [head]);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
      if (verdict === undefined) throw new Error('nothing was verified');
      return verdict;
    }

    test.each([
      ['an edited entry', "UPDATE audit_log SET reason = 'other' WHERE seq = 5", 5],
      ['an edited time', "UPDATE audit_log SET at = at + INTERVAL '1 day' WHERE seq = 5", 5],
      ['edited details', "UPDATE audit_log SET details = '{}' WHERE seq = 6", 6],
      ['a missing entry', 'DELETE FROM audit_log WHERE seq = 7', 7],
      ['a missing tail', 'DELETE FROM audit_log WHERE seq > 15', 16],
      [
        'a tail cut off together with its head',
        `DELETE FROM audit_log WHERE seq > 15;
         UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE seq = 15)`,
        16,
      ],
    ])('shows %s', async (_, change, brokenAt) => {
      expect(await tampered(change)).toMatchObject({ intact: false, brokenAt });
    });
  });
}
