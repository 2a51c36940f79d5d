import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extractContracts } from '../../../schemas/extracts/index.ts';
import { projectRoot } from '../../../schemas/project-root.ts';
import { referenceSets } from '../../../schemas/reference/index.ts';

function page(name: string): string {
  return readFileSync(join(projectRoot, 'docs/layouts', `${name}.md`), 'utf8');
}

test.each([...extractContracts.values()])(
  'the layout page of $key lists its columns, rules and what is assumed',
  (contract) => {
    const [agency = ''] = contract.key.split('.');
    const section = page(agency).split(`## \`${contract.key}\``)[1]?.split('\n## ')[0] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| '));
    for (const column of contract.columns) {
      const row = rows.find((line) => line.includes(`| \`${column.name}\` |`))?.split(' | ');
      expect([column.name, row?.[0], row?.at(-1)]).toEqual([
        column.name,
        `| ${column.element ?? column.name}`,
        column.assumed === true ? 'assumed |' : 'public |',
      ]);
    }
    for (const rule of contract.rules) expect(section).toContain(`| \`${rule.code}\` | ${rule.message} |`);
    expect(section).toContain(`Contract version ${contract.version};`);
    expect(page('README')).toContain(`\`${contract.key}\``);
  },
);

test.each([...referenceSets.values()])('the reference page states version and source of $name', (set) => {
  expect(page('reference')).toContain(
    `| \`${set.contract.table}\` | ${set.contract.grain} | ${set.version} | ${set.source} |`,
  );
});
