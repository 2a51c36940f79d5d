import { serveAsChild } from '../../runtime/serve-as-child.ts';
import { startWorker } from '../../runtime/start-worker.ts';
import { noopGraph, noopSteps } from './noop-assets.ts';

/** The hub's own worker, over assets that do nothing. */
await serveAsChild(() => startWorker({ graph: noopGraph, steps: noopSteps }));
