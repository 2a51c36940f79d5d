import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordAudit } from '../../control/audit-log.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { migrateControl } from '../../control/migrate.ts';
import { auditCheckpoints, keepAuditSigned } from '../../runtime/audit-checkpoints.ts';
import { type Log, openLog } from '../../runtime/log.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { signer } from '../control/audit/made-up-log.ts';
import { at } from '../control/made-up.ts';
import { type DisposableStore, disposableFolder, openPglite } from '../control/stores.ts';

let store: DisposableStore;
let control: Control;
let log: Log;
const folder = disposableFolder();
const logs = disposableFolder();
const asked: boolean[] = [];
const record = () =>
  recordAudit(control, { actor: 'ada', action: 'load.retract', object: 'load:1', reason: 'sent by mistake', at });

beforeAll(async () => {
  store = await openPglite();
  control = connectControl(store.url);
  await migrateControl(control);
  log = openLog({ folder: logs, name: 'worker' });
});
afterAll(async () => {
  log.close();
  await control.destroy();
  await store.dispose();
  for (const made of [folder, logs]) rmSync(made, { recursive: true, force: true });
});

describe('the signing of the audit log', () => {
  const checkpoints = () =>
    auditCheckpoints({
      control,
      folder,
      openKey: async (mayMake) => {
        asked.push(mayMake);
        return signer;
      },
      now: () => at,
    });

  test('does nothing while nothing is logged, and opens no key for it', async () => {
    expect(await checkpoints().takeWhenDue()).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('keeps each checkpoint as a file beside the store, and makes a key only before the first', async () => {
    await record();
    const taken = await checkpoints().takeWhenDue();
    await checkpoints().take();
    expect(asked).toEqual([true, false]);
    expect(readdirSync(folder)).toEqual(['checkpoint-0000000001.txt']);
    expect(readFileSync(join(folder, 'checkpoint-0000000001.txt'), 'utf8')).toBe(taken?.text);
  });

  test('goes on by itself in the worker, and a failure of it is logged and stops nothing', async () => {
    await record();
    const failing = { ...checkpoints(), takeWhenDue: () => Promise.reject(new InvariantError('It is not intact')) };
    await keepAuditSigned(failing, log)();
    await keepAuditSigned({ ...checkpoints(), takeWhenDue: checkpoints().take }, log)();
    expect(readdirSync(folder)).toHaveLength(2);
    const text = readFileSync(join(logs, 'worker.jsonl'), 'utf8');
    expect(text).toContain('The audit log could not be signed');
    expect(text).toContain('It is not intact');
  });

  test('ends once the store’s log is not the one of the files', async () => {
    await control.raw('ALTER TABLE audit_checkpoint DISABLE TRIGGER USER');
    await control.raw('ALTER TABLE audit_log DISABLE TRIGGER USER');
    await control.raw('DELETE FROM audit_checkpoint');
    await control.raw('DELETE FROM audit_log');
    await control.raw("UPDATE audit_head SET seq = 0, hash = repeat('0', 64)");
    await record();
    await expect(checkpoints().take()).rejects.toThrow('before a kept checkpoint at 2');
  });
});
