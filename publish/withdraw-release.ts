import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Withdrawal, withdrawalsSchema } from '../schemas/releases/withdrawal.ts';
import { readCurrentRelease, readRelease } from './current-release.ts';
import { json } from './export/describe-table.ts';
import { pointAt } from './publish-release.ts';

/**
 * Takes a release back: says so to the public, and points it at the release before where this one was shown. The files
 * stay in the data folder, since what was public once stays known. Again changes nothing.
 * @param next the release to show instead; with none, nothing is shown
 */
export async function withdrawRelease(
  releasesFolder: string,
  withdrawal: Pick<Withdrawal, 'id' | 'withdrawnAt' | 'notice'>,
  next: string | undefined,
): Promise<void> {
  const { createdAt, tables } = await readRelease(releasesFolder, withdrawal.id);
  const others = (await readWithdrawals(releasesFolder)).filter(({ id }) => id !== withdrawal.id);
  const own: Withdrawal = { ...withdrawal, createdAt, tables: tables.map(({ title }) => title) };
  const temporary = join(releasesFolder, `.withdrawn-${randomUUID()}.json`);
  await writeFile(temporary, json([own, ...others]));
  await rename(temporary, join(releasesFolder, 'withdrawn.json'));
  const current = await readCurrentRelease(releasesFolder);
  if (current?.id !== withdrawal.id) return;
  if (next === undefined) await rm(join(releasesFolder, 'current.json'));
  else await pointAt(releasesFolder, next);
}

/** Releases that were taken back, the newest withdrawal first. */
export async function readWithdrawals(releasesFolder: string): Promise<readonly Withdrawal[]> {
  const path = join(releasesFolder, 'withdrawn.json');
  return existsSync(path) ? withdrawalsSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : [];
}
