import { serveAsChild } from '../../../runtime/serve-as-child.ts';

/** Serves nothing, and says so when it is told to stop. */
const timer = setInterval(() => undefined, 1_000);
await serveAsChild(async () => ({
  url: 'made-up://here',
  async close() {
    process.stdout.write('closed\n');
    clearInterval(timer);
  },
}));
