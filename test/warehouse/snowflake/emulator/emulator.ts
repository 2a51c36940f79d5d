import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../../runtime/cache-folder.ts';
import { projectRoot } from '../../../../schemas/project-root.ts';

const folder = join(projectRoot, 'test', 'warehouse', 'snowflake', 'emulator');
const requirements = join(folder, 'requirements.txt');

/** A statement as the emulator got it. */
export interface EmulatedStatement {
  /** Which session sent it. */
  readonly session: string;
  readonly sql: string;
  readonly tag: string;
  readonly success: boolean;
  readonly seconds: number;
}

export interface Emulator {
  /** Address for `SNOWFLAKE_URL`. */
  readonly url: string;
  /** PEM of the key it lets in. */
  readonly privateKey: string;
  /** Token it lets in. */
  readonly oauthToken: string;
  /** Every statement so far, in order. */
  statements(): Promise<readonly EmulatedStatement[]>;
  close(): Promise<void>;
}

/** Starts an emulator of its own, empty, on a free port of loopback. It ends with this process at the latest. */
export async function startEmulator(): Promise<Emulator> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const oauthToken = 'token-of-the-tests';
  const temporary = mkdtempSync(join(cacheFolder, 'emulator-'));
  const server = spawn(pythonWithEmulator(), [join(folder, 'server.py')], {
    stdio: ['pipe', 'pipe', process.env.EMULATOR_LOG === undefined ? 'ignore' : 'inherit'],
    env: { ...process.env, EMULATOR_PUBLIC_KEY: publicKey, EMULATOR_OAUTH_TOKEN: oauthToken, TMPDIR: temporary },
  });
  const port = await firstLine(server);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    privateKey,
    oauthToken,
    statements: async () => (await (await fetch(`${url}/emulator/statements`)).json()) as EmulatedStatement[],
    close: async () => {
      const exit = once(server, 'exit');
      server.stdin?.end();
      await exit;
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Python of an environment that holds the pinned requirements and nothing else; made on first use. */
export function pythonWithEmulator(): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const environment = join(cacheFolder, `snowflake-emulator-${hash}`);
  if (!existsSync(environment)) {
    // Made beside its place and moved there whole, since tests in several processes may ask for it at once.
    mkdirSync(cacheFolder, { recursive: true });
    const made = mkdtempSync(join(cacheFolder, 'making-emulator-'));
    execFileSync('python3', ['-m', 'venv', '--without-pip', made], { stdio: 'ignore' });
    execFileSync(
      'python3',
      [
        ...['-m', 'pip', '--python', join(made, 'bin', 'python'), 'install', '--quiet', '--no-cache-dir'],
        ...['--disable-pip-version-check', '--requirement', requirements],
      ],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        // pip tells its index which Rust there is, and asking writes into the user's home; its own settings are looked for there.
        env: { ...process.env, RUSTUP_HOME: join(made, 'rustup'), XDG_CONFIG_HOME: undefined },
      },
    );
    try {
      renameSync(made, environment);
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      if (!existsSync(environment)) throw error;
    }
  }
  return join(environment, 'bin', 'python');
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
    });
    server.once('exit', (code) => reject(new Error(`The emulator ended with exit code ${code} before it listened`)));
  });
}
