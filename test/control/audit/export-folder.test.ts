import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storedCheckpoints, takeCheckpoint } from '../../../control/audit/checkpoint-store.ts';
import { examineLog } from '../../../control/audit/examine-log.ts';
import { readAuditExport, writeAuditExport } from '../../../control/audit/export-folder.ts';
import { recordAudit } from '../../../control/audit-log.ts';
import { type Control, connectControl } from '../../../control/connect.ts';
import { migrateControl } from '../../../control/migrate.ts';
import { ConflictError, ContractBreachError, UsageError } from '../../../schemas/errors.ts';
import { at } from '../made-up.ts';
import { type DisposableStore, disposableFolder, openPglite } from '../stores.ts';
import { signer } from './made-up-log.ts';

let store: DisposableStore;
let control: Control;
const folders: string[] = [];
beforeAll(async () => {
  store = await openPglite();
  control = connectControl(store.url);
  await migrateControl(control);
  for (let count = 1; count <= 9; count++) {
    const action = { actor: 'ada', action: 'load.retract', object: `load:${count}`, reason: 'sent by mistake' };
    await recordAudit(control, { ...action, details: { z: 1.5, a: ['é\n', count] }, at });
    if (count % 3 === 0) await takeCheckpoint(control, { signer, now: () => at });
  }
});
afterAll(async () => {
  await control.destroy();
  await store.dispose();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let folder: string;
beforeEach(async () => {
  const parent = disposableFolder();
  folders.push(parent);
  folder = join(parent, 'log');
  expect(await writeAuditExport(control, folder)).toEqual({ entries: 9, checkpoints: 3 });
});

const examined = async () => examineLog(await readAuditExport(folder));
const entriesFile = () => join(folder, 'entries.jsonl');
const lines = () => readFileSync(entriesFile(), 'utf8').trimEnd().split('\n');
const rewrite = (changed: readonly string[]) => writeFileSync(entriesFile(), `${changed.join('\n')}\n`);

describe('an exported audit log', () => {
  test('is intact as it was written, byte for byte the same each time', async () => {
    expect(await examined()).toMatchObject({ intact: true, entries: 9, confirmed: 3, signedUpTo: 9 });
    const first = readFileSync(entriesFile());
    rmSync(folder, { recursive: true });
    await writeAuditExport(control, folder);
    expect(readFileSync(entriesFile())).toEqual(first);
  });

  test('holds what others need: entries, checkpoints one a file, and the public key', async () => {
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
      'checkpoints',
      'checkpoints/checkpoint-0000000003.txt',
      'checkpoints/checkpoint-0000000006.txt',
      'checkpoints/checkpoint-0000000009.txt',
      'entries.jsonl',
      'public-key.txt',
    ]);
    const { checkpoints } = await storedCheckpoints(control);
    expect((await readAuditExport(folder)).checkpoints.map(({ text }) => text)).toEqual(
      checkpoints.map(({ text }) => text),
    );
  });

  test.each<[string, (all: string[]) => string[]]>([
    ['an edited line', (all) => all.with(4, all[4]!.replace('mistake', 'request'))],
    ['a member added to a line', (all) => all.with(4, all[4]!.replace('{', '{"more":1,'))],
    ['a removed line', (all) => all.toSpliced(4, 1)],
    ['two lines in the other order', (all) => all.with(2, all[3]!).with(3, all[2]!)],
    ['a line written twice', (all) => all.toSpliced(4, 0, all[4]!)],
    ['its last line cut off', (all) => all.slice(0, -1)],
    ['its first line cut off', (all) => all.slice(1)],
  ])('is not intact with %s', async (_, change) => {
    rewrite(change(lines()));
    expect((await examined()).intact).toBe(false);
  });

  test('is not intact with a changed checkpoint', async () => {
    const path = join(folder, 'checkpoints', 'checkpoint-0000000006.txt');
    writeFileSync(path, readFileSync(path, 'utf8').replace('at 2026', 'at 2025'));
    expect((await examined()).problems).toEqual(['The log’s own checkpoint at 6 is not signed by a key of this log']);
  });

  test('is not intact without its public key', async () => {
    rmSync(join(folder, 'public-key.txt'));
    expect((await examined()).intact).toBe(false);
  });

  test('with a line that is no entry is refused in a sentence', async () => {
    appendFileSync(entriesFile(), 'half a li');
    await expect(examined()).rejects.toThrow(ContractBreachError);
  });

  test('is not written over other files', async () => {
    await expect(writeAuditExport(control, folder)).rejects.toThrow(ConflictError);
  });

  test('is asked for where there is none', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(readAuditExport(join(folder, 'empty'))).rejects.toThrow(UsageError);
  });
});
