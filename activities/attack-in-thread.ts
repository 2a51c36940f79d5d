import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AttackRecord } from '../schemas/disclosure/release-record.ts';
import { ContractBreachError, InvariantError } from '../schemas/errors.ts';
import type { AttackThreadInput, AttackThreadOutput } from './attack-thread.ts';
import { threadEntry } from './thread-entry.ts';

/** Attacks a release on record in a thread of its own, so that the step goes on heartbeating and hears that it is canceled. */
export async function attackInThread(
  input: AttackThreadInput,
  signal: AbortSignal,
  report: (progress: { readonly done: number; readonly total: number }) => void = () => undefined,
): Promise<AttackRecord> {
  const thread = new Worker(...threadEntry('attack-thread', input));
  try {
    for await (const [output] of on(thread, 'message', { signal, close: ['exit'] })) {
      const said = output as AttackThreadOutput;
      if ('attack' in said) return said.attack;
      if ('breach' in said) {
        const { message, hint } = said.breach;
        throw new ContractBreachError(message, hint === undefined ? {} : { hint });
      }
      report(said);
    }
    throw new InvariantError('The attack on a release ended without an answer');
  } finally {
    await thread.terminate();
  }
}
