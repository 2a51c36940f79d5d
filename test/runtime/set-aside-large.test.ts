import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setAsideLarge } from '../../runtime/set-aside-large.ts';
import { testFolder } from './folder.ts';

test('a file of output is set aside once it is large, and one before it is kept', () => {
  const folder = testFolder();
  const path = join(folder, 'worker.out');
  setAsideLarge(path, 3);
  for (const text of ['first', 'second', 'abc']) {
    writeFileSync(path, text);
    setAsideLarge(path, 3);
  }
  expect(readdirSync(folder).sort()).toEqual(['worker.out', 'worker.out.1']);
  expect(readFileSync(path, 'utf8')).toBe('abc');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('second');
});
