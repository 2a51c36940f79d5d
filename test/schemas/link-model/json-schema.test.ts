import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkModelJsonSchema } from '../../../schemas/link-model/json-schema.ts';
import { projectRoot } from '../../../schemas/project-root.ts';

test("the link model's JSON schema names every part that the hub's own model uses", () => {
  const schema = linkModelJsonSchema() as { properties: Record<string, unknown>; required: string[] };
  const model = JSON.parse(readFileSync(join(projectRoot, 'assets/models/massachusetts.json'), 'utf8')) as object;
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(model)));
  expect(schema.required).toEqual(expect.arrayContaining(['name', 'version', 'sources', 'columns', 'source_pairs']));
  // What has a default may be left out.
  expect(schema.required).not.toContain('budgets');
});
