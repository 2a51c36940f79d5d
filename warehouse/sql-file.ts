import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../schemas/project-root.ts';
import type { Dialect } from './dialect.ts';
import { renderSql } from './render.ts';

/**
 * Reads a file under `sql/` and renders it for an engine.
 * @param file such as `ecids/child.sql`
 */
export async function readSql(file: string, dialect: Dialect): Promise<string> {
  return renderSql(await readFile(join(projectRoot, 'sql', file), 'utf8'), dialect);
}
