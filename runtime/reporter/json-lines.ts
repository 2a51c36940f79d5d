import type { Progress, Reporter, ReporterOutput, Task } from './reporter.ts';

export interface JsonLinesReporterOptions {
  readonly output: ReporterOutput;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Progress no more often than this, however often a task tells it. */
const REPORT_EVERY = 500;

/** One JSON object a line, for programs: `{at, event, …}` with `event` one of info, warn, error, start, progress, done, failed. */
export function jsonLinesReporter({ output, now }: JsonLinesReporterOptions): Reporter {
  let tasks = 0;
  const emit = (event: string, fields: Readonly<Record<string, unknown>>) =>
    output.write(`${JSON.stringify({ at: new Date(now()).toISOString(), event, ...fields })}\n`);

  return Object.freeze({
    info: (sentence: string) => void emit('info', { sentence }),
    warn: (sentence: string, hint?: string) => void emit('warn', { sentence, hint }),
    error: (sentence: string, hint?: string) => void emit('error', { sentence, hint }),
    task(title: string): Task {
      const task = ++tasks;
      const started = now();
      let told = started;
      let latest: Progress = { done: 0 };
      let ended = false;
      const end = (event: string, fields: Readonly<Record<string, unknown>>) => {
        if (ended) return;
        ended = true;
        emit(event, { task, title, milliseconds: now() - started, ...fields });
      };
      emit('start', { task, title });
      return {
        update(progress) {
          latest = progress;
          if (ended || now() - told < REPORT_EVERY) return;
          told = now();
          emit('progress', { task, title, ...progress });
        },
        done: (outcome) => end('done', { ...latest, outcome }),
        failed: (sentence) => end('failed', { ...latest, sentence }),
      };
    },
    close: () => undefined,
  });
}
