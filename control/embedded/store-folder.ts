import { constants, existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { projectRoot } from '../../schemas/project-root.ts';

/**
 * Makes the files of a new embedded database, whole or not at all; leaves one that is there as it is. Setting up a
 * database takes seconds, so it is done once a machine, and a new store is a copy of that.
 *
 * @param templates folder where the set-up database is kept, usually the project's `.cache`
 */
export async function makeStoreFolder(folder: string, templates: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const template = await makeTemplate(templates);
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const copy = await mkdtemp(`${folder}-`);
  try {
    await cp(template, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
    // An empty folder gives way to the one that is moved over it; one with anything in it does not.
    await rename(copy, folder);
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
}

async function makeTemplate(templates: string): Promise<string> {
  const template = join(templates, `control-store-${engineVersion()}`);
  if (existsSync(template)) return template;
  await mkdir(templates, { recursive: true });
  const draft = await mkdtemp(`${template}-`);
  try {
    const database = await PGlite.create(draft);
    await database.close();
    await rename(draft, template);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster, and its template is as good.
    if (!existsSync(template)) throw error;
  }
  return template;
}

function engineVersion(): string {
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies['@electric-sql/pglite'] as string;
}
