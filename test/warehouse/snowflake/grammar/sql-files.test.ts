import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../../schemas/project-root.ts';
import { renderSql } from '../../../../warehouse/render.ts';
import { snowflakeDialect } from '../../../../warehouse/snowflake/dialect.ts';
import { statementText } from '../../../../warehouse/snowflake/statement-text.ts';
import { DATABASES } from '../open-emulated.ts';
import { refusedStatements } from './check-grammar.ts';

const folder = join(projectRoot, 'sql');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.sql'))
  .toSorted();

/** A file as Snowflake gets it, with something in the place of every parameter. */
function asSent(file: string): string {
  const text = readFileSync(join(folder, file), 'utf8').replaceAll(/\{\{\s*new_rows\(\)\s*\}\}/g, 'hub.new_row');
  const names = [...text.matchAll(/\$([a-z_][a-z0-9_]*)/g)].map(([, name = '']) => [name, 1] as const);
  return statementText(renderSql(text, snowflakeDialect), Object.fromEntries(names), DATABASES).text;
}

test('every file of sql/ is in the grammar of Snowflake', async () => {
  expect(files.length).toBeGreaterThan(80);
  const sent = new Map(files.map((file) => [asSent(file), file]));
  const refused = await refusedStatements(sent.keys());
  expect(refused.map(({ sql, reason }) => `${sent.get(sql)}: ${reason}`)).toEqual([]);
});
