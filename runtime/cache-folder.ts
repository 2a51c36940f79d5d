import { join } from 'node:path';
import { projectRoot } from '../schemas/project-root.ts';

/** Where the project keeps what it can make or fetch again. Ignored by git; nothing is written outside the project. */
export const cacheFolder: string = join(projectRoot, '.cache');
