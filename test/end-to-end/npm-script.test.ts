import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectRoot } from '../../schemas/project-root.ts';
import { makeScratch } from './hub-under-test.ts';

const scratch = makeScratch();
afterAll(() => scratch.remove());

test('a hub that npm started stops when npm is told to', async () => {
  const npm = spawn('npm', ['run', '--silent', 'hub', '--', 'up', '--json', '--data', scratch.data], {
    cwd: projectRoot,
    env: { ...scratch.environment, npm_config_update_notifier: 'false', npm_config_logs_max: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(npm.stdout, 'data');
  expect(scratch.processes().length).toBeGreaterThan(2);
  npm.kill('SIGTERM');
  await once(npm, 'exit');
  await expect.poll(() => scratch.processes(), { timeout: 30_000 }).toEqual([]);
}, 120_000);

test('every script that keeps something running is replaced by it', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const started = Object.entries(scripts).filter(([, script]) => script.includes('node dist/'));
  expect(started.map(([name]) => name).toSorted()).toEqual(['bench', 'chaos', 'demo', 'hub']);
  for (const [name, script] of started) expect(script, name).toMatch(/^exec node dist\//);
});
