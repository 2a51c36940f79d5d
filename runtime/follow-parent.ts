import { isMainThread } from 'node:worker_threads';

/**
 * Loaded first in every child of the supervisor (`node --import`): a child whose supervisor is gone, however it went,
 * is told to stop as the supervisor would have told it, and is ended if it does not.
 */
const PATIENCE = 15_000;

// Threads of the child load it, too, since they inherit what Node was told; they end with their process.
if (isMainThread) {
  // Whatever a child writes is for the hub's own user.
  process.umask(0o077);

  process.on('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE).unref();
    process.kill(process.pid, 'SIGTERM');
  });
}
