import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { connectControl } from '../control/connect.ts';
import { HubError } from '../schemas/errors.ts';
import { type Environment, readSettings, SETTING_VARIABLES, type Settings } from '../schemas/settings.ts';
import { openDuckDb } from '../warehouse/duckdb/duckdb-warehouse.ts';
import { findCryptoModule } from './crypto-module.ts';
import { dataLayout } from './data-layout.ts';
import { lockHolder } from './data-lock.ts';
import { silentReporter } from './reporter/silent.ts';
import { findTemporal } from './temporal-binary.ts';
import { isServing } from './temporal-health.ts';

/** One thing the hub needs, and whether it is there. */
export interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly sentence: string;
  readonly hint?: string | undefined;
}

export interface ExamineOptions {
  /** Usually `process.env`. */
  readonly environment: Environment;
  /** What the command line sets. */
  readonly overrides?: Partial<Settings>;
  /** Usually `process.versions.node`. */
  readonly nodeVersion: string;
  /** @default the project's `.cache` */
  readonly cacheFolder?: string;
}

const GIBIBYTE = 2 ** 30;
const LEAST_SPACE = 5 * GIBIBYTE;

/** Looks at everything the hub stands on, without starting, downloading or changing anything. */
export async function examine(options: ExamineOptions): Promise<Finding[]> {
  const findings: Finding[] = [examineNode(options.nodeVersion)];
  let settings: Settings;
  try {
    settings = readSettings(options.environment, options.overrides);
  } catch (error) {
    return [...findings, problem('settings', error)];
  }
  findings.push(examineSettings(options.environment));
  findings.push(...(await Promise.all([examineTemporal(options, settings), examineEncryption(options)])));
  findings.push(examineDataFolder(settings), examineSpace(settings));
  if (settings.controlUrl !== undefined) findings.push(await examineControl(settings.controlUrl));
  return findings;
}

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 3);
  return enough
    ? ok('node', `Node ${version}`)
    : { about: 'node', state: 'problem', sentence: `Node ${version} is too old`, hint: 'Install Node 20.3 or later.' };
}

/** Names only: what is behind a variable may be a secret. */
function examineSettings(environment: Environment): Finding {
  const set = SETTING_VARIABLES.filter((variable) => (environment[variable] ?? '') !== '');
  return ok('settings', set.length === 0 ? 'All settings have their defaults' : `Set: ${set.join(', ')}`);
}

async function examineTemporal(options: ExamineOptions, settings: Settings): Promise<Finding> {
  try {
    const source = await findTemporal({
      environment: { ...options.environment, TEMPORAL_ADDRESS: settings.temporalAddress },
      reporter: silentReporter,
      download: false,
      ...(options.cacheFolder === undefined ? {} : { cacheFolder: options.cacheFolder }),
    });
    if (source.kind === 'binary') return ok('temporal', `${source.path} (from ${source.from})`);
    if (await isServing(source.address)) return ok('temporal', `The server at ${source.address} answers`);
    return {
      about: 'temporal',
      state: 'problem',
      sentence: `No Temporal server answers at ${source.address}`,
      hint: 'Start it, or unset TEMPORAL_ADDRESS to use the embedded one.',
    };
  } catch (error) {
    // The first command that needs it fetches it.
    return { ...problem('temporal', error), state: 'warning' };
  }
}

async function examineEncryption(options: ExamineOptions): Promise<Finding> {
  let cryptoModule: string;
  try {
    const place = options.cacheFolder === undefined ? {} : { cacheFolder: options.cacheFolder };
    cryptoModule = await findCryptoModule({ reporter: silentReporter, download: false, ...place });
  } catch (error) {
    return { ...problem('encryption', error), state: 'warning' };
  }
  try {
    const engine = await openDuckDb({ path: ':memory:', cryptoModule });
    await engine.close();
    return ok('encryption', cryptoModule);
  } catch (error) {
    return problem('encryption', error);
  }
}

function examineDataFolder({ data }: Settings): Finding {
  const about = 'data folder';
  try {
    const layout = dataLayout(data);
    if (!existsSync(data)) return ok(about, `${data} will be made`);
    const holder = lockHolder(layout.lock);
    if (holder !== undefined) return ok(about, `${data} is in use by process ${holder.pid} since ${holder.since}`);
    if ((statSync(data).mode & 0o077) === 0) return ok(about, `${data} is free`);
    return {
      about,
      state: 'warning',
      sentence: `${data} is open to other users of this machine`,
      hint: `Take their rights away with chmod 700.`,
    };
  } catch (error) {
    return problem(about, error);
  }
}

function examineSpace({ data }: Settings): Finding {
  let folder = data;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const sentence = `${(free / GIBIBYTE).toFixed(1)} GiB are free for the data folder`;
  return free >= LEAST_SPACE
    ? ok('space', sentence)
    : { about: 'space', state: 'warning', sentence, hint: 'A year of the state’s files needs 5 GiB and more.' };
}

async function examineControl(url: string): Promise<Finding> {
  const control = connectControl(url, { maxConnections: 1 });
  try {
    const { rows } = await control.raw<{ rows: { version: number }[] }>(
      `SELECT current_setting('server_version_num')::INTEGER AS version`,
    );
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (version >= 15) return ok('control store', `PostgreSQL ${version} answers`);
    return {
      about: 'control store',
      state: 'problem',
      sentence: `PostgreSQL ${version} is too old`,
      hint: 'The control store needs 15 or later.',
    };
  } catch {
    // The driver's message may repeat the address, which may hold a password.
    return {
      about: 'control store',
      state: 'problem',
      sentence: 'The control store cannot be reached',
      hint: 'Look whether PostgreSQL runs where HUB_CONTROL_URL says.',
    };
  } finally {
    await control.destroy();
  }
}

function ok(about: string, sentence: string): Finding {
  return { about, state: 'ok', sentence };
}

function problem(about: string, error: unknown): Finding {
  const hub = error instanceof HubError ? error : undefined;
  const sentence = error instanceof Error ? error.message : String(error);
  return { about, state: 'problem', sentence, hint: hub?.hint };
}
