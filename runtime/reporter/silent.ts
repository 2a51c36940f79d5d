import type { Reporter, Task } from './reporter.ts';

const nothing = (): void => undefined;
const silentTask: Task = Object.freeze({ update: nothing, done: nothing, failed: nothing });

/** Says nothing. */
export const silentReporter: Reporter = Object.freeze({
  info: nothing,
  warn: nothing,
  error: nothing,
  task: () => silentTask,
  close: nothing,
});
