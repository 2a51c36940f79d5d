import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { HubError } from '../schemas/errors.ts';
import { readSettings } from '../schemas/settings.ts';
import { startWebServer } from './start-web-server.ts';

/**
 * The web process: started by the supervisor with an IPC channel, or by hand. Takes its settings from the environment
 * (`HUB_DATA`, `HUB_WEB_HOST`, `HUB_WEB_PORT`), tells `{type: 'ready', url}` or `{type: 'failed', …}` over the channel,
 * and ends on SIGTERM or when the channel closes; by hand on Ctrl-C as well.
 */
const log = pino({ name: 'web' });
const supervised = process.send !== undefined;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const exchangeFolder = await mkdtemp(join(tmpdir(), 'hub-downloads-'));
  const server = await startWebServer({
    releasesFolder: join(settings.data, 'releases'),
    exchangeFolder,
    port: settings.webPort,
    host: settings.webHost,
    report: ({ event, error }) => log.error(loggable(error), event),
  });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server.close();
    await rm(exchangeFolder, { recursive: true, force: true });
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  // Ctrl-C reaches the supervisor too, which stops its children in order.
  process.on('SIGINT', () => (supervised ? undefined : stop()));
  log.info('listening');
  tell({ type: 'ready', url: server.url });
}

/** Names, counts and keys alone: an address or a value never reaches the log. */
function loggable(error: unknown) {
  if (error instanceof HubError) {
    return { error: error.name, reason: error.message, hint: error.hint, fields: error.fields };
  }
  return error instanceof Error ? { error: error.name, stack: error.stack } : { error: 'unknown' };
}

function tell(message: object, then: () => void = () => undefined): void {
  if (process.send && process.connected) process.send(message, undefined, undefined, then);
  else then();
}

main().catch((error: unknown) => {
  log.fatal(loggable(error), 'could not start');
  const known = error instanceof HubError;
  const exitCode = known ? error.exitCode : 1;
  const sentence = known ? { sentence: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) } : {};
  const name = error instanceof Error ? error.name : 'Error';
  const retryable = known && error.retryable;
  tell({ type: 'failed', name, exitCode, retryable, ...sentence }, () => process.exit(exitCode));
});
