import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LogFields, openLog } from '../../runtime/log.ts';
import { UsageError } from '../../schemas/errors.ts';
import { testFolder } from './folder.ts';

/** Values of an invented person, as careless code might hand them to a log. */
const CANARIES = ['Wrenfield', '2011-03-14', '912-65-4329', '1087654321'];

function linesOf(folder: string, name: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, `${name}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a log', () => {
  test('keeps the fields on its list, on a line of JSON each, for its owner alone', () => {
    const folder = testFolder();
    const log = openLog({ folder, name: 'runs/r1' });
    log.with({ runId: 'r1' }).info('Loaded an extract', { extract: 'dese.sims', rows: 12 });
    log.debug('Too fine for the level');
    log.close();
    const [line, ...more] = linesOf(folder, 'runs/r1');
    expect(more).toEqual([]);
    expect(line).toMatchObject({ runId: 'r1', extract: 'dese.sims', rows: 12, msg: 'Loaded an extract' });
    expect(statSync(join(folder, 'runs', 'r1.jsonl')).mode & 0o777).toBe(0o600);
  });

  test('never holds a person’s value, however it is handed over', () => {
    const folder = testFolder();
    const log = openLog({ folder, name: 'worker' });
    const [name, birthDate, ssn, sasid] = CANARIES as [string, string, string, string];
    const careless = { rows: 1, lastName: name, row: { ssn, birthDate }, table: { sasid } } as unknown as LogFields;
    log.info('A row', careless);
    log.with(careless).warn('Again');
    const inner = Object.assign(new Error(`Conversion of "${ssn}" failed\n    at ${name} (${birthDate}:1:1)`), {
      row: { sasid },
      detail: `Key (ssn)=(${ssn}) exists`,
      code: `${sasid} `,
    });
    log.error('A statement failed', inner);
    log.error('A step failed', new Error(`For ${name}`, { cause: inner }));
    log.error('Not even an error', `${name} ${ssn}`);
    log.close();
    const text = readFileSync(join(folder, 'worker.jsonl'), 'utf8');
    for (const canary of CANARIES) expect(text).not.toContain(canary);
    const [first, , third] = linesOf(folder, 'worker');
    expect(first).toMatchObject({ rows: 1, dropped: ['lastName', 'row', 'table'] });
    expect(third?.error).toMatchObject({ type: 'Error' });
    expect(String((third?.error as { stack?: string[] } | undefined)?.stack)).toContain('log.test.ts');
  });

  test('keeps the sentence of the hub’s own errors, which hold no such values', () => {
    const folder = testFolder();
    const log = openLog({ folder, name: 'cli' });
    log.error('A command failed', new UsageError('There is no run r9', { cause: new Error('no rows for Wrenfield') }));
    log.close();
    const [line] = linesOf(folder, 'cli');
    expect(line?.error).toMatchObject({ type: 'UsageError', sentence: 'There is no run r9', cause: { type: 'Error' } });
    expect(JSON.stringify(line)).not.toContain('Wrenfield');
  });
});
