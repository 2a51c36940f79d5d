import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../runtime/cache-folder.ts';
import { codeVersion } from '../../runtime/code-version.ts';
import { UsageError } from '../../schemas/errors.ts';
import { catchMutant } from './catch-mutant.ts';
import { type ChaosState, readState, writeState } from './chaos-state.ts';
import { type ChaosSetup, performRound, performUndisturbed, type RoundResult } from './perform-round.ts';
import { prepareHub } from './prepared-hub.ts';
import { FAULT_KINDS, planRound } from './round-plan.ts';

const HELP = `npm run chaos -- [--rounds N] [--seed S] [--data DIR] [--json]

Disturbs N full runs on the sample, one fault each: kills the worker, Temporal, the control store or all of them, makes
writes fail, or cuts a file short while it is read. After each it holds data, history and files against an undisturbed
run. Goes on where an earlier call with the same seed and code stopped. Ends with code 1 when anything is wrong.`;

interface ChaosFigures {
  readonly rounds: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Rounds whose fault came while there was something to disturb. */
  readonly met: number;
  readonly violations: number;
  /** Rounds in which the hub lost no process and needed to be brought up anew nevertheless. */
  readonly restarts: number;
  readonly mutantCaught: boolean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '6' },
      seed: { type: 'string', default: '1' },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  const rounds = wholeNumber('rounds', values.rounds);
  const folder = resolve(values.data ?? join(cacheFolder, 'chaos'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = await disturb(folder, rounds, wholeNumber('seed', values.seed));
  const figures = figuresOf(state, rounds);
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else say(JSON.stringify(figures, null, 2));
  if (figures.violations > 0 || !figures.mutantCaught) process.exitCode = 1;
}

async function disturb(folder: string, rounds: number, seed: number): Promise<ChaosState> {
  const path = join(folder, 'state.json');
  let state = readState(path, { seed, codeVersion: codeVersion(), rounds: [] });
  const keep = async (more: Partial<ChaosState>) => {
    state = { ...state, ...more };
    await writeState(path, state);
  };
  const sample = await prepareHub(join(folder, `prepared-${state.codeVersion}`));
  const undisturbed = state.undisturbed ?? (await performUndisturbed(folder, sample));
  if (state.undisturbed === undefined) {
    await keep({ undisturbed });
    say(`An undisturbed run takes ${(undisturbed.measure.milliseconds / 1000).toFixed(1)} s`);
  }
  const setup: ChaosSetup = { folder, sample, undisturbed };
  if (state.mutantCaught !== true) {
    await keep({ mutantCaught: await catchMutant(setup) });
    say(state.mutantCaught ? 'The mutant without the idempotency key was caught' : 'The mutant was NOT caught');
  }
  for (let round = 1; round <= rounds; round++) {
    if (state.rounds.some((done) => done.round === round)) continue;
    const result = await performRound(setup, planRound(seed, round));
    await keep({ rounds: [...state.rounds, result] });
    say(lineOf(result));
  }
  return state;
}

function figuresOf(state: ChaosState, rounds: number): ChaosFigures {
  const counted = state.rounds.filter(({ round }) => round <= rounds);
  return {
    rounds: counted.length,
    faults: Object.fromEntries(
      FAULT_KINDS.map((kind) => [kind, counted.filter(({ fault }) => fault.kind === kind).length]),
    ),
    met: counted.filter(({ met }) => met).length,
    violations: counted.reduce((sum, { violations }) => sum + violations.length, 0),
    restarts: counted.filter(({ neededRestart }) => neededRestart).length,
    mutantCaught: state.mutantCaught === true,
  };
}

function lineOf({ round, fault, met, neededRestart, violations, seconds }: RoundResult): string {
  const on = fault.kind === 'limit-file-size' ? ` of ${fault.target}` : '';
  const remarks = [met ? '' : ' (missed)', neededRestart ? ' (brought up anew)' : ''].join('');
  const outcome = violations.length === 0 ? 'ok' : `\n  ${violations.join('\n  ')}`;
  return `${round} ${fault.kind}${on}${remarks} in ${seconds} s: ${outcome}`;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`--${name} takes a whole number above 0`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? error.exitCode : 1;
});
