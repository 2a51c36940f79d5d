import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLog } from '../../runtime/log.ts';
import { runLogLines, withRunLogs } from '../../runtime/run-logs.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

const RUN = '20261125T082917Z-abc123';
const OTHER = '20261125T082918Z-def456';
const open = (folder: string) => withRunLogs(openLog({ folder, name: 'worker' }), { folder });
const messages = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { msg: string }).msg);

describe('the log of a run', () => {
  test('has the lines about it and no others, which the process’s log keeps as well', () => {
    const folder = testFolder();
    const log = open(folder);
    log.info('Begun', { runId: RUN, assetKey: 'ecids.child' });
    log.info('Of another', { runId: OTHER });
    log.with({ runId: RUN }).warn('Slow');
    log.error('A step failed', new InvariantError('It broke'), { runId: RUN });
    log.warn('Temporal says', { workflowId: `run-${RUN}`, runId: 'a1b2-of-temporal' });
    log.info('Of none');
    log.close();
    expect(messages(runLogLines(folder, RUN))).toEqual(['Begun', 'Slow', 'A step failed', 'Temporal says']);
    expect(runLogLines(folder, RUN)[2]).toContain('It broke');
    expect(messages(readFileSync(join(folder, 'worker.jsonl'), 'utf8').trim().split('\n'))).toHaveLength(6);
    expect(readdirSync(join(folder, 'runs')).toSorted()).toEqual([`${RUN}.jsonl`, `${OTHER}.jsonl`]);
  });

  test('goes on when more runs write at once than files stay open', () => {
    const folder = testFolder();
    const log = open(folder);
    const runs = Array.from({ length: 20 }, (_, index) => `20261125T082917Z-r${index}`);
    for (const message of ['one', 'two']) for (const runId of runs) log.info(message, { runId });
    log.close();
    for (const runId of runs) expect(messages(runLogLines(folder, runId))).toEqual(['one', 'two']);
  });

  test('of a run before there were such files is looked up in the process’s log', () => {
    const folder = testFolder();
    const log = openLog({ folder, name: 'worker' });
    log.info('Begun', { runId: RUN });
    log.info('Of another', { runId: OTHER });
    log.close();
    writeFileSync(join(folder, 'worker.jsonl'), `{"msg":"cut ${RUN}`, { flag: 'a' });
    expect(messages(runLogLines(folder, RUN))).toEqual(['Begun']);
  });

  test('is named by nothing but a run', () => {
    const folder = testFolder();
    const log = open(folder);
    log.info('Outside', { runId: '../../outside' });
    log.close();
    expect(existsSync(join(folder, 'runs'))).toBe(false);
    expect(runLogLines(folder, '../worker')).toEqual([]);
  });
});
