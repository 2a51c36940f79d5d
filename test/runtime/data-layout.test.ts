import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataLayout, makeDataFolders } from '../../runtime/data-layout.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { testFolder } from './folder.ts';

describe('the data folder', () => {
  test('has every place inside itself, for its owner alone', () => {
    const root = join(testFolder(), 'd');
    const layout = dataLayout(root);
    makeDataFolders(layout);
    makeDataFolders(layout);
    for (const path of Object.values(layout)) expect(path.startsWith(root)).toBe(true);
    for (const folder of [layout.root, layout.keys, layout.run, layout.landing, layout.spill]) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
  });

  test('takes back rights on its keys that others were given', () => {
    const layout = dataLayout(join(testFolder(), 'd'));
    mkdirSync(layout.keys, { recursive: true, mode: 0o755 });
    makeDataFolders(layout);
    expect(statSync(layout.keys).mode & 0o777).toBe(0o700);
  });

  test('with a path too long for a socket has it in the project’s cache, one a folder', () => {
    const long = (name: string) => dataLayout(`/${'deep/'.repeat(25)}${name}`).socket;
    expect(long('a').startsWith(join(projectRoot, '.cache', 's'))).toBe(true);
    expect(Buffer.byteLength(join(long('a'), '.s.PGSQL.5432'))).toBeLessThan(108);
    expect(long('a')).not.toBe(long('b'));
    expect(long('a')).toBe(long('a'));
  });
});
