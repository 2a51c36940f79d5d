import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../schemas/project-root.ts';

/** Keeps every temporary file of the tests, and of what they start, inside the project. */
export default function setup(): void {
  const temporary = join(projectRoot, '.cache', 'tmp');
  mkdirSync(temporary, { recursive: true });
  process.env.TMPDIR = temporary;
}
