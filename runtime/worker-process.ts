import { serveAsChild } from './serve-as-child.ts';
import { startWorker } from './start-worker.ts';

await serveAsChild(() => startWorker());
