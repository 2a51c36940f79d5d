import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { RoundResult, Undisturbed } from './perform-round.ts';

/** What is known so far; a later call with the same seed and code goes on from it. */
export interface ChaosState {
  readonly seed: number;
  readonly codeVersion: string;
  readonly undisturbed?: Undisturbed;
  readonly mutantCaught?: boolean;
  readonly rounds: readonly RoundResult[];
}

/** The state of the folder, or a new one when that is of other code or another seed. */
export function readState(path: string, fresh: ChaosState): ChaosState {
  if (!existsSync(path)) return fresh;
  const kept = JSON.parse(readFileSync(path, 'utf8')) as ChaosState;
  return kept.seed === fresh.seed && kept.codeVersion === fresh.codeVersion ? kept : fresh;
}

export async function writeState(path: string, state: ChaosState): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(state, null, 1));
  await rename(`${path}.new`, path);
}
