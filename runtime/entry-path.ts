import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../schemas/project-root.ts';

/** A file of the project that Node can run, and what Node must be told to run it. */
export interface Entry {
  readonly file: string;
  readonly nodeArguments: readonly string[];
}

/** Whether this code runs from its TypeScript sources; what it starts then does, too. */
const fromSources = import.meta.url.endsWith('.ts');

/**
 * The entry of a process, built or from its sources as the caller itself runs.
 *
 * @param name path in the project without its ending, such as `runtime/worker-process`
 */
export function entryPath(name: string): Entry {
  if (!fromSources) return { file: join(projectRoot, 'dist', `${name}.js`), nodeArguments: [] };
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { file: join(projectRoot, `${name}.ts`), nodeArguments: ['--import', loader] };
}
