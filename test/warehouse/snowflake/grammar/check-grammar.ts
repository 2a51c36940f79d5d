import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../../../../schemas/project-root.ts';
import { pythonWithEmulator } from '../emulator/emulator.ts';

const SCRIPT = join(projectRoot, 'test', 'warehouse', 'snowflake', 'grammar', 'check.py');

/** A statement that Snowflake would refuse, or understand otherwise than DuckDB. */
export interface RefusedStatement {
  readonly sql: string;
  /** Everything that is wrong with it, in one line. */
  readonly reason: string;
}

/**
 * Holds statements, as they are sent to Snowflake, against an independent grammar of it; see `check.py`. Statements that
 * occur several times are looked at once. One process does all of them.
 * @throws Error when the grammar cannot be asked
 */
export async function refusedStatements(statements: Iterable<string>): Promise<readonly RefusedStatement[]> {
  const distinct = [...new Set(statements)];
  const checker = spawn(pythonWithEmulator(), ['-B', SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = once(checker, 'exit');
  // That it ended early shows in its exit code, with what it said.
  checker.stdin.on('error', () => undefined);
  checker.stdin.end(distinct.map((sql) => `${JSON.stringify(sql)}\n`).join(''));
  const [answers, said] = await Promise.all([text(checker.stdout), text(checker.stderr)]);
  const [code] = await exit;
  const reasons = answers
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as readonly string[]);
  if (code !== 0 || reasons.length !== distinct.length) throw new Error(`The grammar broke off: ${said}`);
  return distinct.flatMap((sql, index) => {
    const found = reasons[index] ?? [];
    return found.length === 0 ? [] : [{ sql, reason: found.join('; ') }];
  });
}
