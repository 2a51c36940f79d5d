import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attackFiles } from '../../../cli/disclose/attack-files.ts';
import { type ProtectionSummary, protectFiles } from '../../../cli/disclose/protect-files.ts';
import { verifyFiles } from '../../../cli/disclose/verify-files.ts';
import { projectRoot } from '../../../schemas/project-root.ts';

const EXAMPLE = join(projectRoot, 'fixtures', 'disclosure-example');
let folder: string;
let out: string;
let summary: ProtectionSummary;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'disclose-'));
  out = join(folder, 'out');
  summary = await protectFiles(join(EXAMPLE, 'spec.json'), out);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the example with one file changed. */
function changed(name: string, change: (text: string) => string): string {
  const copy = mkdtempSync(join(folder, 'spec-'));
  cpSync(EXAMPLE, copy, { recursive: true });
  writeFileSync(join(copy, name), change(readFileSync(join(copy, name), 'utf8')));
  return join(copy, 'spec.json');
}

/** A copy of what was written, with one file changed. */
function tampered(name: string, change: (text: string) => string): string {
  const copy = mkdtempSync(join(folder, 'out-'));
  cpSync(out, copy, { recursive: true });
  writeFileSync(join(copy, name), change(readFileSync(join(copy, name), 'utf8')));
  return copy;
}

test('the example is protected, verified and attacked in vain, and most of it is published', async () => {
  expect(summary).toMatchObject({ cells: 55, primaries: 4 });
  expect(summary.secondaries).toBeLessThanOrEqual(20);
  expect((await verifyFiles(out)).faults).toEqual([]);
  expect((await attackFiles(join(EXAMPLE, 'spec.json'), join(out, 'public'))).exposed).toEqual([]);
});

test('public files tell withheld cells apart by nothing', () => {
  const files = readdirSync(join(out, 'public')).map((name) => readFileSync(join(out, 'public', name), 'utf8'));
  expect(files.join()).not.toMatch(/primary|secondary|few_persons/);
  expect(files.join()).toMatch(/,,,suppressed/);
});

describe('what is planted is found', () => {
  test('a sensitive number published again is an exposed cell with its sums', async () => {
    const leak = tampered('public/graduates.csv', (text) => {
      const lines = text.split('\n');
      const at = lines.findIndex((line) => line.endsWith('suppressed'));
      const [place, group] = lines[at]!.split(',');
      const source = readFileSync(join(EXAMPLE, 'graduates.csv'), 'utf8').split('\n');
      const [, , count, wages] = source.find((line) => line.startsWith(`${place},${group},`))!.split(',');
      lines[at] = `${place},${group},${count},${wages},ok`;
      return lines.join('\n');
    });
    const { exposed } = await attackFiles(join(EXAMPLE, 'spec.json'), join(leak, 'public'));
    expect(exposed.length).toBeGreaterThan(0);
  });

  test('a published number that was changed breaks the certificate, and no attack on it passes', async () => {
    const wrong = tampered('public/graduates.csv', (text) => text.replace(/^North,All,(\d+)/m, 'North,All,9$1'));
    expect((await verifyFiles(wrong)).faults.length).toBeGreaterThan(0);
    const { exposed } = await attackFiles(join(EXAMPLE, 'spec.json'), join(wrong, 'public'));
    expect(exposed.map(({ how }) => how)).toContain('infeasible');
  });

  test('a number that two tables publish differently ends the attack', async () => {
    const wrong = tampered('public/graduates.csv', (text) => text.replace(/^State,All,(\d+)/m, 'State,All,9$1'));
    await expect(attackFiles(join(EXAMPLE, 'spec.json'), join(wrong, 'public'))).rejects.toThrow(
      /two different numbers/,
    );
  });

  test('a witness that was changed breaks the certificate', async () => {
    const wrong = tampered('private/certificate.json', (text) => {
      const certificate = JSON.parse(text);
      certificate.witnesses[0].values[0][1] += 1;
      return JSON.stringify(certificate);
    });
    expect((await verifyFiles(wrong)).faults.join()).toMatch(/does not add up/);
  });
});

describe('what does not fit is refused in one sentence that names it, and leaves nothing behind', () => {
  const cases: [string, string, (text: string) => string, RegExp][] = [
    ['a total', 'graduates.csv', (text) => text.replace(/^North,All,\d+/m, 'North,All,1'), /graduates .*add up/],
    [
      'a code',
      'graduates.csv',
      (text) => text.replace(/^Elm,Asian/m, 'Oak,Asian'),
      /graduates Oak × Asian: Oak is no code/,
    ],
    [
      'a negative count',
      'graduates.csv',
      (text) => text.replace(/^Elm,Asian,\d+/m, 'Elm,Asian,-3'),
      /Elm × Asian: a count/,
    ],
    [
      'a missing margin',
      'graduates.csv',
      (text) => text.replace(/^North,Asian.*\n/m, ''),
      /graduates North × Asian has no row/,
    ],
    ['a circle', 'places.csv', (text) => `${text}Alder,North\n`, /graduates\.place: the hierarchy runs in a circle/],
    ['two rows', 'graduates.csv', (text) => `${text}Elm,Asian,4,1,1,1\n`, /Elm × Asian has two rows/],
    ['a field', 'spec.json', (text) => text.replace('"minimumCount"', '"minimum"'), /no specification: rules/],
    [
      'a kept cell',
      'spec.json',
      (text) =>
        text
          .replace('"student_group": "All"', '"student_group": "Asian"')
          .replace('"place": "State"', '"place": "Elm"'),
      /graduates Elm × Asian is to stay published/,
    ],
  ];
  test.each(cases)('%s', async (_, file, change, sentence) => {
    const target = join(folder, 'refused');
    await expect(protectFiles(changed(file, change), target)).rejects.toThrow(sentence);
    expect(readdirSync(folder)).not.toContain('refused');
  });

  test('a folder that holds something', async () => {
    await expect(protectFiles(join(EXAMPLE, 'spec.json'), out)).rejects.toThrow(/is not empty/);
  });
});
