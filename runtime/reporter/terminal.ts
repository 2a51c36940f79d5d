import { durationText, progressText } from './progress-text.ts';
import type { Progress, Reporter, ReporterOutput, Task } from './reporter.ts';

export interface TerminalReporterOptions {
  readonly output: ReporterOutput;
  /** Milliseconds. */
  readonly now: () => number;
  readonly color: boolean;
}

const FRAME_EVERY = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const COLORS = { red: 31, green: 32, yellow: 33, dim: 2 } as const;

interface Live {
  readonly title: string;
  readonly started: number;
  latest: Progress;
}

/** For a person at a terminal: lines that stay, and below them one live line for each thing under way. */
export function terminalReporter({ output, now, color }: TerminalReporterOptions): Reporter {
  const live = new Set<Live>();
  let drawn = 0;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  const paint = (name: keyof typeof COLORS, text: string) => (color ? `\x1b[${COLORS[name]}m${text}\x1b[0m` : text);

  const erase = () => {
    if (drawn > 0) output.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = () => {
    const width = Math.max(20, (output.columns ?? 80) - 1);
    const lines = [...live].map(({ title, started, latest }) => {
      const text = progressText(latest);
      return `${FRAMES[frame % FRAMES.length]} ${title}${text === '' ? '' : `: ${text}`} ${durationText(now() - started)}`;
    });
    // A line that wraps would take two rows, and erasing counts rows.
    for (const text of lines) output.write(`${text.length > width ? `${text.slice(0, width - 1)}…` : text}\n`);
    drawn = lines.length;
  };
  const print = (text: string) => {
    erase();
    output.write(`${text}\n`);
    draw();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return Object.freeze({
    info: print,
    warn: (sentence: string, hint?: string) =>
      print(
        `${paint('yellow', 'warning:')} ${sentence}${hint === undefined ? '' : `\n  ${paint('dim', `hint: ${hint}`)}`}`,
      ),
    error: (sentence: string, hint?: string) =>
      print(`${paint('red', 'error:')} ${sentence}${hint === undefined ? '' : `\n  ${paint('dim', `hint: ${hint}`)}`}`),
    task(title: string): Task {
      const entry: Live = { title, started: now(), latest: { done: 0 } };
      live.add(entry);
      if (timer === undefined) {
        timer = setInterval(() => {
          frame++;
          erase();
          draw();
        }, FRAME_EVERY);
        timer.unref();
      }
      redraw();
      const end = (text: string) => {
        if (!live.delete(entry)) return;
        if (live.size === 0) stop();
        print(text);
      };
      const elapsed = () => paint('dim', durationText(now() - entry.started));
      return {
        update(progress) {
          entry.latest = progress;
        },
        done: (outcome) => {
          const last = outcome ?? progressText(entry.latest);
          end(`${paint('green', '✓')} ${title}${last === '' ? '' : `: ${last}`} ${elapsed()}`);
        },
        failed: (sentence) =>
          end(`${paint('red', '✗')} ${title} ${elapsed()}${sentence === undefined ? '' : `: ${sentence}`}`),
      };
    },
    close() {
      stop();
      live.clear();
      erase();
    },
  });

  function redraw(): void {
    erase();
    draw();
  }
}
