import { UnavailableError } from '../schemas/errors.ts';
import { cacheFolder } from './cache-folder.ts';
import { cachedMember, fetchMember, type PinnedWheel } from './pinned-wheel.ts';
import type { Reporter } from './reporter/reporter.ts';

/** DuckDB's OpenSSL module, of the engine's own version: a module loads only into the version it was built for. */
export const CRYPTO_WHEEL: PinnedWheel = Object.freeze({
  project: 'duckdb-extension-httpfs',
  version: '1.5.5',
  member: 'duckdb_extension_httpfs/extensions/v1.5.5/httpfs.duckdb_extension',
  sha256: Object.freeze({
    'linux-x64': '84913dbe172ccb54368de2c4a020c38ca8b0e76f99df548f7fac37934cc7826f',
    'linux-arm64': '567d17e398fc29f7ea4bc42ea277ea19643bd1ad1815f676cb6dd994b50399bb',
    'darwin-arm64': 'a6d9b245ac83834543354e826020b35b8dba16291bb876b2b00bd49f2c6aeb9d',
    'darwin-x64': '5dc6e48e7a6d4c775d88fcd9b6529b385559600c0cd17a2600addfdd34ae3060',
  }),
});

export interface FindCryptoModuleOptions {
  readonly reporter: Reporter;
  /** @default the project's `.cache` */
  readonly cacheFolder?: string;
  /** False: only look, download nothing. @default true */
  readonly download?: boolean;
}

/**
 * The path that DuckDB's `LOAD` takes to encrypt files with OpenSSL.
 *
 * @throws UnavailableError when it is neither cached nor to be had. Without it, nothing may open real data.
 */
export async function findCryptoModule(options: FindCryptoModuleOptions): Promise<string> {
  const place = { cacheFolder: options.cacheFolder ?? cacheFolder };
  const cached = cachedMember(CRYPTO_WHEEL, place);
  if (cached !== undefined) return cached;
  if (options.download === false) throw missing(undefined);
  const task = options.reporter.task(`Fetching DuckDB’s encryption (${CRYPTO_WHEEL.project} ${CRYPTO_WHEEL.version})`);
  try {
    const path = await fetchMember(CRYPTO_WHEEL, place);
    task.done('kept in the project’s .cache');
    return path;
  } catch (error) {
    task.failed(error instanceof Error ? error.message : String(error));
    throw error instanceof UnavailableError ? missing(error) : error;
  }
}

function missing(cause: UnavailableError | undefined): UnavailableError {
  return new UnavailableError('The module that encrypts the vault is missing, so no personal data can be opened', {
    hint:
      `Copy a .cache that has it, or let python3 -m pip download ${CRYPTO_WHEEL.project}==${CRYPTO_WHEEL.version} ` +
      'reach a package index.',
    cause,
  });
}
