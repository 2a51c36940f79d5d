import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chooseReporter, type ReporterKind } from '../../../runtime/reporter/choose-reporter.ts';
import { type ReporterOutput, withTask } from '../../../runtime/reporter/reporter.ts';

function output(more: Partial<ReporterOutput> = {}): ReporterOutput & { text(): string } {
  const written: string[] = [];
  return { write: (text: string) => void written.push(text), text: () => written.join(''), ...more };
}

/** What is on a terminal's screen after it was sent this text: only what the terminal reporter uses is understood. */
function screen(text: string): string[] {
  const rows: string[] = [''];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's control sequences begin with one.
  for (const [, up, erase, , line] of text.matchAll(/\x1b\[(\d+)A|(\x1b\[0J)|(\x1b\[\d+m)|([^\x1b]+)/g)) {
    if (up !== undefined) rows.length = rows.length - Number(up);
    else if (erase !== undefined) rows[rows.length - 1] = '';
    else if (line !== undefined) {
      const [first = '', ...others] = line.split('\n');
      rows[rows.length - 1] += first;
      rows.push(...others);
    }
  }
  return rows.filter((row) => row !== '');
}

const kinds: readonly ReporterKind[] = ['terminal', 'plain', 'json', 'silent'];

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-09-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(kinds)('the %s reporter', (kind) => {
  const open = (to: ReporterOutput) => chooseReporter({ kind, output: to, environment: { NO_COLOR: '1' } });

  test('tells how a task ended once, whatever is said to it afterwards', () => {
    const to = output();
    const reporter = open(to);
    const task = reporter.task('Loading');
    task.done('12 rows');
    const ended = to.text();
    task.done('13 rows');
    task.failed('too late');
    task.update({ done: 99 });
    vi.advanceTimersByTime(60_000);
    reporter.close();
    expect(to.text()).toBe(ended);
    expect(ended.includes('12 rows')).toBe(kind !== 'silent');
  });

  test('leaves no timer behind when it is closed over something unfinished', () => {
    const to = output();
    const reporter = open(to);
    reporter.task('Loading');
    reporter.close();
    const closed = to.text();
    vi.advanceTimersByTime(60_000);
    expect(to.text()).toBe(closed);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('passes on the failure of what it reports on', async () => {
    const to = output();
    const reporter = open(to);
    const failing = withTask(reporter, 'Linking', () => Promise.reject(new Error('no entities')));
    await expect(failing).rejects.toThrow('no entities');
    expect(to.text().includes('no entities')).toBe(kind !== 'silent');
    expect(await withTask(reporter, 'Linking', () => Promise.resolve(7))).toBe(7);
    reporter.close();
  });

  test('ends a task that failed without its sentence, where somebody else tells it', () => {
    const to = output();
    const reporter = open(to);
    reporter.task('Linking').failed();
    reporter.close();
    expect(to.text()).not.toContain('undefined');
    expect(to.text().includes('Linking')).toBe(kind !== 'silent');
  });

  test('says sentences, warnings and errors with their hints', () => {
    const to = output();
    const reporter = open(to);
    reporter.info('Three files');
    reporter.warn('One is old', 'Ask for it again.');
    reporter.error('One is broken', 'Look at it.');
    reporter.close();
    const said = ['Three files', 'One is old', 'Ask for it again.', 'One is broken', 'Look at it.'];
    expect(said.filter((sentence) => to.text().includes(sentence))).toEqual(kind === 'silent' ? [] : said);
  });
});

describe('plain lines', () => {
  test('tell how far a task is every two seconds, and nothing of one that is quicker', () => {
    const to = output();
    const reporter = chooseReporter({ kind: 'plain', output: to, environment: {} });
    const quick = reporter.task('Quick');
    vi.advanceTimersByTime(1_500);
    quick.done();
    const slow = reporter.task('Slow');
    slow.update({ done: 1_200, total: 4_000, note: 'dese.sims' });
    vi.advanceTimersByTime(2_100);
    slow.update({ done: 4_000, total: 4_000 });
    slow.done();
    expect(to.text().trim().split('\n')).toEqual([
      'Quick: done in 1.5 s',
      'Slow: 1,200 of 4,000 (30%), dese.sims, 2.0 s so far',
      'Slow: done, 4,000 of 4,000 (100%) in 2.1 s',
    ]);
  });
});

describe('JSON lines', () => {
  test('are one object each, with times and counts', () => {
    const to = output();
    const reporter = chooseReporter({ kind: 'json', output: to, environment: {} });
    const task = reporter.task('Slow');
    vi.advanceTimersByTime(600);
    task.update({ done: 1, total: 2 });
    task.update({ done: 2, total: 2 });
    vi.advanceTimersByTime(400);
    task.done();
    const lines = to.text().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: '2026-09-01T00:00:00.000Z', event: 'start', task: 1, title: 'Slow' },
      { at: '2026-09-01T00:00:00.600Z', event: 'progress', task: 1, title: 'Slow', done: 1, total: 2 },
      { at: '2026-09-01T00:00:01.000Z', event: 'done', task: 1, title: 'Slow', milliseconds: 1000, done: 2, total: 2 },
    ]);
  });
});

describe('a terminal', () => {
  test('shows what is under way below what has happened, each on one row', () => {
    const to = output({ isTTY: true, columns: 40 });
    const reporter = chooseReporter({ output: to, environment: {} });
    const first = reporter.task('First');
    const second = reporter.task('Second');
    second.update({ done: 3, total: 10, note: 'a note that is far too long for the width of this terminal' });
    reporter.info('A sentence');
    vi.advanceTimersByTime(500);
    const rows = screen(to.text());
    expect(rows[0]).toBe('A sentence');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toContain('First');
    expect(rows[2]).toMatch(/Second: 3 of 10 \(30%\).*…$/);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThan(40);
    first.done('5 rows');
    second.done();
    reporter.close();
    expect(screen(to.text())).toEqual(['A sentence', '✓ First: 5 rows 0.5 s', expect.stringMatching(/^✓ Second/)]);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true],
    ['nothing', {}, true],
  ])('has colors, with %s set: %#', (_, environment, colored) => {
    const to = output({ isTTY: true });
    const reporter = chooseReporter({ kind: 'terminal', output: to, environment });
    reporter.error('Broken');
    reporter.close();
    expect(to.text().includes('\x1b[31m')).toBe(colored);
  });

  test.each([
    ['no terminal', output(), {}],
    ['a dumb terminal', output({ isTTY: true }), { TERM: 'dumb' }],
    ['continuous integration', output({ isTTY: true }), { CI: 'true' }],
  ])('is not assumed of %s', (_, to, environment) => {
    const reporter = chooseReporter({ output: to, environment });
    reporter.task('Loading').done();
    reporter.close();
    expect(to.text()).toBe('Loading: done in 0.0 s\n');
  });
});
