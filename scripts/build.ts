import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { projectRoot } from '../schemas/project-root.ts';

/**
 * Builds `dist/`: JavaScript from every folder, and the workflow bundle, which a worker would otherwise spend most of
 * its start making. A warning of the bundler fails the build, since it means that a workflow imports what it must not.
 */
async function build(): Promise<void> {
  const output = join(projectRoot, 'dist');
  rmSync(output, { recursive: true, force: true });
  const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '--project', join(projectRoot, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });

  const warnings: string[] = [];
  const logger = new DefaultLogger('WARN', ({ message }) => warnings.push(message));
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(output, 'workflows', 'index.js'),
    failureConverterPath: join(output, 'workflows', 'failure-converter.js'),
    logger,
  });
  if (warnings.length > 0) throw new Error(`The workflow bundle has warnings:\n${warnings.join('\n')}`);
  mkdirSync(join(output, 'workflows'), { recursive: true });
  writeFileSync(join(output, 'workflows', 'bundle.cjs'), code);
  writeFileSync(join(output, 'code-version'), `${hashOf(output, join(projectRoot, 'sql'))}\n`);
}

/** A hash over the names and contents of all files below the folders. The bundle is left out: it is made from them. */
function hashOf(...folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(js|sql)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files)
      hash.update(file.slice(folder.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

await build();
