import { spawn } from 'node:child_process';

/** Ignores every request to stop, and so does the child it has. */
process.on('SIGTERM', () => undefined);
const sleeper = spawn('sh', ['-c', 'trap "" TERM; while true; do sleep 1; done']);
process.stdout.write(`${sleeper.pid}\n`);
setInterval(() => undefined, 1_000);
process.send?.({ type: 'ready' });
