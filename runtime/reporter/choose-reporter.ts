import { jsonLinesReporter } from './json-lines.ts';
import { plainReporter } from './plain.ts';
import type { Reporter, ReporterOutput } from './reporter.ts';
import { silentReporter } from './silent.ts';
import { terminalReporter } from './terminal.ts';

export type ReporterKind = 'terminal' | 'plain' | 'json' | 'silent';

export interface ChooseReporterOptions {
  /** Absent: the terminal's when the output is one, else plain lines. */
  readonly kind?: ReporterKind | undefined;
  /** Usually `process.stderr`. */
  readonly output: ReporterOutput;
  /** Usually `process.env`: `NO_COLOR` and `TERM=dumb` are honored. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @default Date.now */
  readonly now?: () => number;
}

/** The reporter for an output and what was asked for. */
export function chooseReporter({ kind, output, environment, now = Date.now }: ChooseReporterOptions): Reporter {
  const dumb = environment.TERM === 'dumb';
  const chosen = kind ?? (output.isTTY === true && !dumb && environment.CI === undefined ? 'terminal' : 'plain');
  switch (chosen) {
    case 'silent':
      return silentReporter;
    case 'json':
      return jsonLinesReporter({ output, now });
    case 'plain':
      return plainReporter({ output, now });
    case 'terminal': {
      const noColor = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
      return terminalReporter({ output, now, color: output.isTTY === true && !dumb && !noColor });
    }
  }
}
