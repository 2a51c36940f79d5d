import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', './test/closing-line-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    env: {
      // What tests start would keep settings and caches of its own in the user's home.
      XDG_CONFIG_HOME: join(import.meta.dirname, '.cache', 'config'),
      SWC_NATIVE_BINDING_CACHE: '0',
    },
  },
});
