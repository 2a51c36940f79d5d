import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readWithdrawals } from '../../publish/withdraw-release.ts';
import { UnavailableError } from '../../schemas/errors.ts';
import type { Withdrawal } from '../../schemas/releases/withdrawal.ts';
import { type OpenRelease, openRelease } from './open-release.ts';
import { NoReleaseError } from './release-error.ts';

const pointerSchema = z.object({ id: z.string().regex(/^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$/) });

/** Follows `current.json`: always serves the release it names, and keeps a replaced one open until nobody reads it. */
export interface ReleaseStore {
  /**
   * Runs `work` on the current release.
   * @throws NoReleaseError when nothing has been published
   */
  use<T>(work: (release: OpenRelease) => Promise<T>): Promise<T>;
  /** What the public is told of releases that were taken back, the newest first. */
  withdrawals(): Promise<readonly Withdrawal[]>;
  close(): Promise<void>;
}

export interface ReleaseStoreOptions {
  /** `DATA/releases`. */
  readonly folder: string;
  readonly exchangeFolder: string;
  readonly codeNames?: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Told when a newly named release cannot be opened while an older one goes on being served. */
  readonly onRefused: (error: unknown) => void;
}

interface Held {
  readonly release: OpenRelease;
  readers: number;
  retired: boolean;
}

export function followReleases(options: ReleaseStoreOptions): ReleaseStore {
  const pointer = join(options.folder, 'current.json');
  let held: Held | undefined;
  let seen = '';
  let opening: Promise<void> | undefined;
  let closed = false;

  const letGo = (one: Held) => {
    if (one.retired && one.readers === 0) one.release.close();
  };

  const pointerVersion = async (): Promise<string> => {
    try {
      const { mtimeMs, size, ino } = await stat(pointer);
      return `${mtimeMs}-${size}-${ino}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  };

  const replace = async (version: string): Promise<void> => {
    const { id } = pointerSchema.parse(JSON.parse(await readFile(pointer, 'utf8')));
    if (held?.release.manifest.id !== id) {
      const release = await openRelease({
        folder: join(options.folder, id),
        exchangeFolder: options.exchangeFolder,
        ...(options.codeNames ? { codeNames: options.codeNames } : {}),
      });
      const previous = held;
      held = { release, readers: 0, retired: false };
      if (previous) {
        previous.retired = true;
        letGo(previous);
      }
    }
    seen = version;
  };

  const follow = async (): Promise<Held> => {
    if (closed) throw new UnavailableError('The site is shutting down.');
    const version = await pointerVersion();
    if (version === '') {
      // The pointer is moved by renames: where there is none, what was shown has been withdrawn.
      if (held) {
        held.retired = true;
        letGo(held);
        held = undefined;
        seen = '';
      }
      throw new NoReleaseError('Nothing has been published yet.');
    }
    if (version !== seen) {
      opening ??= replace(version).finally(() => {
        opening = undefined;
      });
      try {
        await opening;
      } catch (error) {
        const withdrawn = await readWithdrawals(options.folder);
        if (!held || withdrawn.some(({ id }) => id === held?.release.manifest.id)) throw error;
        seen = version;
        options.onRefused(error);
      }
    }
    if (!held) throw new NoReleaseError('Nothing has been published yet.');
    return held;
  };

  return Object.freeze({
    async use<T>(work: (release: OpenRelease) => Promise<T>): Promise<T> {
      const one = await follow();
      one.readers += 1;
      try {
        return await work(one.release);
      } finally {
        one.readers -= 1;
        letGo(one);
      }
    },
    withdrawals: () => readWithdrawals(options.folder),
    async close(): Promise<void> {
      closed = true;
      await opening?.catch(options.onRefused);
      if (held) {
        held.retired = true;
        letGo(held);
        held = undefined;
      }
    },
  });
}
