import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../schemas/project-root.ts';

/**
 * The version of the code that runs: a hash over everything built, so that two builds of the same sources agree and no
 * change goes unseen. Code that runs from its sources calls itself `source`.
 */
export function codeVersion(): string {
  if (import.meta.url.endsWith('.ts')) return 'source';
  return readFileSync(join(projectRoot, 'dist', 'code-version'), 'utf8').trim();
}
