import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hubGraph } from '../../assets/hub-assets.ts';
import { extractContracts } from '../../schemas/extracts/index.ts';
import { ingestManifestSchema } from '../../schemas/ingest-manifest.ts';
import { makeScratch } from '../end-to-end/hub-under-test.ts';

const scratch = makeScratch();
afterAll(() => scratch.remove());
const hub = scratch.hub;

describe('a wrong use', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['nosuch']],
    ['an unknown subcommand', ['assets', 'nosuch']],
    ['an unknown option', ['assets', 'list', '--nosuch']],
    ['an option without its value', ['assets', 'list', '--data']],
    ['a missing argument', ['run']],
    ['a required option that is missing', ['release', 'stage']],
    ['a number out of its range', ['demo', '--people', '3']],
    ['a number that is none', ['demo', '--people', 'many']],
    ['a share above one', ['ingest', 'a.csv', '--accept-quarantine', '8']],
    ['a load that is no number', ['loads', 'show', 'one']],
  ])('of %s ends with code 2, says so on stderr and prints nothing on stdout', async (_, command) => {
    const { code, stdout, stderr } = await hub(...command);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('of a setting names the variable and never its value', async () => {
    scratch.environment.HUB_THREADS = 's3cret';
    try {
      const { code, stderr, errors } = await hub('runs', 'list', '--data', scratch.data);
      expect(code).toBe(2);
      expect(errors).toEqual([expect.stringContaining('HUB_THREADS')]);
      expect(stderr).not.toContain('s3cret');
    } finally {
      delete scratch.environment.HUB_THREADS;
    }
  });
});

describe('help', () => {
  test.each([[['--help']], [['ingest', '--help']], [['help', 'run']]])('%j ends with code 0', async (command) => {
    const { code, stdout, stderr } = await hub(...command);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: hub/);
  });
});

test('the help says of each command what the command’s own help says of it', async () => {
  const { stdout } = await hub('--help');
  const about = [...stdout.replaceAll(/\n {6,}/g, ' ').matchAll(/^ {2}([a-z]+) (?:\[[a-z]+\] )*(?: +)(.+)$/gm)]
    .map(([, name = '', text = '']) => ({ name, text }))
    .filter(({ name }) => name !== 'help');
  expect(about.length).toBeGreaterThan(10);
  for (const { name, text } of about) {
    const own = (await hub(name, '--help')).stdout.replaceAll(/\s+/g, ' ');
    expect(own, name).toContain(` ${text} `);
  }
});

describe('hub assets list', () => {
  test('--json prints every asset, in the order in which they are made, and nothing else', async () => {
    const { code, stdout, stderr } = await hub('assets', 'list', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd()).not.toContain('\n');
    expect((JSON.parse(stdout) as { key: string }[]).map(({ key }) => key)).toEqual(hubGraph.order);
  });

  test('shows a selection to people, a line an asset', async () => {
    const { code, stdout } = await hub('assets', 'list', 'group:ingest');
    expect(code).toBe(0);
    for (const extract of extractContracts.keys()) expect(stdout).toMatch(new RegExp(`^load\\.${extract} .*$`, 'm'));
    expect(stdout).not.toContain('ecids.child');
  });

  test('of nothing ends with code 2 and the nearest key', async () => {
    const { code, stdout, stderr, errors } = await hub('assets', 'list', 'ecids.chid', '--json');
    expect({ code, stdout, errors }).toEqual({ code: 2, stdout: '', errors: ['error: No asset matches "ecids.chid"'] });
    expect(stderr).toContain('The nearest is ecids.child;');
  });
});

describe('hub assets lineage', () => {
  test('tells what an asset is made from and what it feeds', async () => {
    const { code, stdout } = await hub('assets', 'lineage', 'ecids.child', '--json');
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as { upstream: string[]; downstream: string[] };
    expect(told.upstream).toContain('load.eec.child');
    expect(told.downstream).toContain('ecids.child_outcome');
  });

  test('--columns goes down to the identifying columns of files', async () => {
    const { code, stdout } = await hub('assets', 'lineage', 'ecids.child', '--columns');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gender: .*load\.eec\.child\.gender/m);
    expect(stdout).toMatch(/^ {4}stands on direct identifiers: .*sasid/m);
  });

  test('of an asset that is not there ends with code 2 and the nearest key', async () => {
    const { code, stdout, stderr } = await hub('assets', 'lineage', 'ecids.chil');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('The nearest is ecids.child;');
  });
});

describe('hub doctor', () => {
  test('examines and changes nothing', async () => {
    const { code, stdout } = await hub('doctor', '--data', scratch.data);
    expect(code).toBe(0);
    expect(stdout).toContain(`${scratch.data} will be made`);
    expect(existsSync(scratch.data)).toBe(false);
  });

  test('--json prints its findings, and a problem ends it with code 1', async () => {
    scratch.environment.HUB_WAREHOUSE = 'oracle';
    try {
      const { code, stdout } = await hub('doctor', '--json', '--data', scratch.data);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ about: 'settings', state: 'problem' }));
      expect(stdout).not.toContain('oracle');
    } finally {
      delete scratch.environment.HUB_WAREHOUSE;
    }
  });
});

test('hub fixtures generate writes what its manifest lists, and refuses a folder that is not empty', async () => {
  const out = join(scratch.data, 'people');
  const { code, stdout } = await hub('fixtures', 'generate', '--people', '100', '--seed', '7', '--out', out, '--json');
  expect(code).toBe(0);
  const made = JSON.parse(stdout) as { people: number; files: { path: string }[] };
  expect(made.people).toBeGreaterThanOrEqual(100);
  expect(ingestManifestSchema.shape.files.safeParse(made.files).success).toBe(true);
  for (const { path } of made.files) expect(existsSync(join(out, 'extracts', path)), path).toBe(true);
  const again = await hub('fixtures', 'generate', '--people', '100', '--out', out);
  expect({ code: again.code, errors: again.errors }).toEqual({
    code: 2,
    errors: [expect.stringContaining('not empty')],
  });
});

test('commands that need no server leave no process and write nothing beside what they were told to', () => {
  expect(scratch.processes()).toEqual([]);
  expect(scratch.strays()).toEqual([]);
});
