import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../schemas/project-root.ts';

/**
 * Keeps every temporary file of the tests, and of what they start, inside the project; and unpacks the browser there
 * once, since its package hands out a path that exists without waiting for whoever is still writing it.
 */
export default async function setup(): Promise<void> {
  const temporary = join(projectRoot, '.cache', 'tmp');
  mkdirSync(temporary, { recursive: true });
  process.env.TMPDIR = temporary;
  const { default: chromium } = await import('@sparticuz/chromium');
  await chromium.executablePath();
}
