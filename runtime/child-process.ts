import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildFailure, ChildProcessError, childMessageSchema } from './child-messages.ts';
import { entryPath } from './entry-path.ts';
import { setAsideLarge } from './set-aside-large.ts';

/** A Node process that the supervisor starts. */
export interface ChildSpec {
  /** Such as `worker`. Names its error file and stands in sentences. */
  readonly name: string;
  /** Path of its entry in the project, without its ending. */
  readonly entry: string;
  readonly arguments?: readonly string[];
  /** Added to this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder for what it prints. */
  readonly logFolder: string;
  /** Milliseconds until it must have said that it is ready. @default 60000 */
  readonly readyWithin?: number;
  /** Milliseconds it has to stop when told. @default 10000 */
  readonly graceful?: number;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Where it can be reached, if it said so. */
  readonly url: string | undefined;
  /** Resolves when it has ended without being told to. */
  readonly failed: Promise<ChildProcessError>;
  /** Tells it to stop, and ends it with its own children if it does not. */
  stop(): Promise<void>;
}

/**
 * Starts a child and waits until it is ready.
 *
 * @throws ChildProcessError when it ends before that, or takes too long
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const entry = entryPath(spec.entry);
  const watcher = entryPath('runtime/follow-parent');
  const outputPath = join(spec.logFolder, `${spec.name}.out`);
  setAsideLarge(outputPath);
  const output = openSync(outputPath, 'a', 0o600);
  const child = fork(entry.file, [...(spec.arguments ?? [])], {
    execArgv: [...entry.nodeArguments, '--import', watcher.file],
    // The compiler that Temporal's worker brings would unpack itself into the user's home.
    env: { ...process.env, SWC_NATIVE_BINDING_CACHE: '0', ...spec.environment },
    stdio: ['ignore', output, output, 'ipc'],
    // A group of its own: Ctrl-C at a terminal reaches the supervisor alone, and the child's own children end with it.
    detached: true,
  });
  closeSync(output);
  let failure: ChildFailure | undefined;
  let stopping = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${(error as NodeJS.ErrnoException).code})`));
    child.once('exit', (code, signal) => resolve(signal === null ? `ended with code ${code}` : `ended by ${signal}`));
  }).then((how) => {
    if (child.pid !== undefined) killGroup(child.pid);
    return how;
  });
  const hint = `What it printed is in ${outputPath}.`;
  const errorFrom = (how: string) => {
    const sentence = failure === undefined ? how : `failed to start (${failure.name})`;
    const said = failure?.sentence ?? `The ${spec.name} process ${sentence}`;
    return new ChildProcessError(said, { hint, child: spec.name, failure });
  };

  const ready = new Promise<string | undefined>((resolve) => {
    child.on('message', (raw) => {
      const message = childMessageSchema.safeParse(raw);
      // Other libraries may use the channel, too.
      if (!message.success) return;
      if (message.data.type === 'ready') resolve(message.data.url);
      else failure = message.data;
    });
  });
  const stop = async () => {
    stopping = true;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.pid !== undefined && killGroup(child.pid), spec.graceful ?? 10_000);
    await exited;
    clearTimeout(timer);
  };

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), spec.readyWithin ?? 60_000);
  });
  const first = await Promise.race([
    ready.then((url) => ({ url })),
    exited.then((how) => errorFrom(`${how} before it was ready`)),
    late,
  ]);
  clearTimeout(timer);
  if (first instanceof ChildProcessError) throw first;
  if (first === 'late') {
    await stop();
    throw errorFrom('was not ready in time');
  }
  return Object.freeze({
    name: spec.name,
    pid: child.pid as number,
    url: first.url,
    failed: new Promise<ChildProcessError>((resolve) => {
      exited.then((how) => stopping || resolve(errorFrom(how)));
    }),
    stop,
  });
}

/** Ends a child's whole group: whatever it started and did not stop itself. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nobody is left in the group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
