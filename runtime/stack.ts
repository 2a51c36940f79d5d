import { connectControl } from '../control/connect.ts';
import { migrateControl } from '../control/migrate.ts';
import { UnavailableError } from '../schemas/errors.ts';
import { type Settings, settingsEnvironment } from '../schemas/settings.ts';
import type { ChildProcessError } from './child-messages.ts';
import { type Child, type ChildSpec, startChild } from './child-process.ts';
import { findCryptoModule } from './crypto-module.ts';
import { type DataLayout, dataLayout, makeDataFolders } from './data-layout.ts';
import { lockDataFolder } from './data-lock.ts';
import { type Reporter, withTask } from './reporter/reporter.ts';
import { SIGN_IN_VARIABLES } from './snowflake-sign-in.ts';
import { findTemporal } from './temporal-binary.ts';
import { temporalDatabase } from './temporal-database.ts';

export interface StackOptions {
  readonly settings: Settings;
  readonly reporter: Reporter;
  /** Whether the web server is started. @default true */
  readonly web?: boolean;
  /** Whether the worker is started. @default true */
  readonly worker?: boolean;
  /** Path of the worker's entry in the project, without its ending. @default 'runtime/worker-process' */
  readonly workerEntry?: string;
  /** Added to the environment of the worker and the web server. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Usually `process.env`, where PATH is read. @default process.env */
  readonly parentEnvironment?: NodeJS.ProcessEnv;
}

/** The processes of one data folder, all up. */
export interface Stack {
  readonly layout: DataLayout;
  /** `host:port` */
  readonly temporalAddress: string;
  /** Absent when Temporal is not ours. */
  readonly temporalUiUrl: string | undefined;
  /** What `connectControl` takes. */
  readonly controlUrl: string;
  /** Absent when no web server was asked for. */
  readonly webUrl: string | undefined;
  /** Milliseconds it took to come up. */
  readonly startedIn: number;
  /** Resolves with the reason when one of the processes ends by itself. Nothing is restarted: the caller closes. */
  readonly failed: Promise<ChildProcessError>;
  /** Stops everything, last started first, and gives the data folder back. Again does nothing. */
  close(): Promise<void>;
}

/**
 * Brings up what a data folder needs: Temporal, the control store with its schema, the worker and the web server.
 *
 * @throws ConflictError when another process holds the data folder
 * @throws ChildProcessError when one of them does not start; what had started is stopped
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const started = performance.now();
  const layout = dataLayout(options.settings.data);
  makeDataFolders(layout);
  const lock = lockDataFolder(layout.lock);
  const children: Child[] = [];
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= stopInReverse(children).finally(() => lock.release());
    return closing;
  };
  try {
    // The worker needs it, and could show nobody how long fetching it takes.
    const encryption = options.worker === false ? undefined : findCryptoModule({ reporter: options.reporter });
    const [temporal, controlUrl] = await settleAll(
      withTask(options.reporter, 'Starting Temporal', () => startTemporal(options, layout, children)),
      withTask(options.reporter, 'Opening the control store', () => startControl(options, layout, children)),
      encryption,
    );
    const environment = {
      ...settingsEnvironment({ ...options.settings, controlUrl, temporalAddress: temporal.address }),
      ...options.environment,
      TMPDIR: layout.spill,
    };
    const common = { environment, logFolder: layout.logs };
    const [, web] = await settleAll(
      options.worker === false
        ? undefined
        : withTask(options.reporter, 'Starting the worker', () =>
            startInto(children, {
              ...common,
              name: 'worker',
              entry: options.workerEntry ?? 'runtime/worker-process',
              graceful: 25_000,
            }),
          ),
      options.web === false
        ? undefined
        : withTask(options.reporter, 'Starting the web server', () =>
            startInto(children, {
              ...common,
              environment: withoutSecrets(common.environment),
              name: 'web',
              entry: 'web/server-process',
            }),
          ),
    );
    return Object.freeze({
      layout,
      temporalAddress: temporal.address,
      temporalUiUrl: temporal.uiUrl,
      controlUrl,
      webUrl: web?.url,
      startedIn: performance.now() - started,
      failed: Promise.race(children.map((child) => child.failed)),
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

const UNREACHABLE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN']);

interface TemporalPlace {
  readonly address: string;
  readonly uiUrl: string | undefined;
}

async function startTemporal(options: StackOptions, layout: DataLayout, children: Child[]): Promise<TemporalPlace> {
  const { settings, reporter } = options;
  const environment = { ...(options.parentEnvironment ?? process.env), TEMPORAL_ADDRESS: settings.temporalAddress };
  const source = await findTemporal({ environment, reporter });
  if (source.kind === 'server') return { address: source.address, uiUrl: undefined };
  const child = await startInto(children, {
    name: 'temporal',
    entry: 'runtime/temporal-process',
    arguments: [
      ...['--binary', source.path, '--database', await temporalDatabase(layout.temporal, source.path)],
      ...['--port', String(settings.temporalPort), '--ui-port', String(settings.temporalUiPort)],
    ],
    environment: { ...WITHOUT_SIGN_IN, TMPDIR: layout.spill },
    logFolder: layout.logs,
    readyWithin: 120_000,
  });
  const url = new URL(child.url as string);
  return { address: url.host, uiUrl: url.searchParams.get('ui') ?? undefined };
}

async function startControl(options: StackOptions, layout: DataLayout, children: Child[]): Promise<string> {
  const url = options.settings.controlUrl ?? (await startEmbeddedControl(layout, children));
  const control = connectControl(url, { maxConnections: 1 });
  try {
    await migrateControl(control);
  } catch (error) {
    if (!UNREACHABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // The address may hold a password.
    throw new UnavailableError('The control store cannot be reached', {
      hint: 'Look whether PostgreSQL runs where HUB_CONTROL_URL says.',
      cause: error,
    });
  } finally {
    await control.destroy();
  }
  return url;
}

async function startEmbeddedControl(layout: DataLayout, children: Child[]): Promise<string> {
  const child = await startInto(children, {
    name: 'control',
    entry: 'runtime/control-process',
    arguments: ['--folder', layout.control, '--socket', layout.socket],
    environment: { ...WITHOUT_SIGN_IN, TMPDIR: layout.spill },
    logFolder: layout.logs,
  });
  return child.url as string;
}

async function startInto(children: Child[], spec: ChildSpec): Promise<Child> {
  const child = await startChild(spec);
  children.push(child);
  return child;
}

/** All results; when one fails, only after the others have settled, so that nothing still starts while others stop. */
async function settleAll<T extends readonly unknown[]>(...work: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(work);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as {
    [K in keyof T]: Awaited<T[K]>;
  };
}

/** What uses the stores stops before the stores do. */
async function stopInReverse(children: readonly Child[]): Promise<void> {
  const stores = children.filter(({ name }) => name === 'temporal' || name === 'control');
  const users = children.filter((child) => !stores.includes(child));
  await Promise.all(users.map((child) => child.stop()));
  await Promise.all(stores.map((child) => child.stop()));
}

/** What only the worker needs is kept from the other children. */
const WITHOUT_SIGN_IN = Object.freeze(Object.fromEntries(SIGN_IN_VARIABLES.map((variable) => [variable, ''])));

/** The web server holds no key and reaches no store, so it is not told where they are; empty counts as not set. */
function withoutSecrets(environment: Readonly<Record<string, string>>): Record<string, string> {
  return { ...environment, ...WITHOUT_SIGN_IN, HUB_CONTROL_URL: '', HUB_SECRET_COMMAND: '', TEMPORAL_ADDRESS: '' };
}
