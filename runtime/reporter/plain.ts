import { durationText, progressText } from './progress-text.ts';
import type { Progress, Reporter, ReporterOutput, Task } from './reporter.ts';

/** A task that says nothing for so long is reported, and again after each such while. */
const REPORT_EVERY = 2_000;

export interface PlainReporterOptions {
  readonly output: ReporterOutput;
  /** Milliseconds. */
  readonly now: () => number;
}

/** One line a fact, for logs and pipes: what starts, how far it is every few seconds, how it ended. */
export function plainReporter({ output, now }: PlainReporterOptions): Reporter {
  const open = new Set<NodeJS.Timeout>();
  const line = (text: string) => void output.write(`${text}\n`);
  const hinted = (kind: string, sentence: string, hint: string | undefined) => {
    line(`${kind}: ${sentence}`);
    if (hint !== undefined) line(`  hint: ${hint}`);
  };

  return Object.freeze({
    info: line,
    warn: (sentence: string, hint?: string) => hinted('warning', sentence, hint),
    error: (sentence: string, hint?: string) => hinted('error', sentence, hint),
    task(title: string): Task {
      const started = now();
      let latest: Progress = { done: 0 };
      const timer = setInterval(() => {
        const text = progressText(latest);
        line(`${title}: ${text === '' ? '' : `${text}, `}${durationText(now() - started)} so far`);
      }, REPORT_EVERY);
      timer.unref();
      open.add(timer);
      const end = (text: string) => {
        if (!open.delete(timer)) return;
        clearInterval(timer);
        line(text);
      };
      return {
        update(progress) {
          latest = progress;
        },
        done: (outcome) => {
          const last = outcome ?? progressText(latest);
          end(`${title}: done${last === '' ? '' : `, ${last}`} in ${durationText(now() - started)}`);
        },
        failed: (sentence) =>
          end(
            `${title}: failed after ${durationText(now() - started)}${sentence === undefined ? '' : `: ${sentence}`}`,
          ),
      };
    },
    close() {
      for (const timer of open) clearInterval(timer);
      open.clear();
    },
  });
}
