import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { protectTables, TableToProtect } from '../disclosure/protect-tables.ts';
import type { DisclosurePolicy } from '../schemas/disclosure/policy.ts';
import { ContractBreachError } from '../schemas/errors.ts';
import type { ProtectThreadInput, ProtectThreadOutput } from './protect-thread.ts';
import { threadEntry } from './thread-entry.ts';

/**
 * Disclosure control in a thread of its own: it computes for long, and the step must go on heartbeating and hear that
 * it is canceled, which ends the thread.
 */
export async function protectInThread(
  tables: readonly TableToProtect[],
  policy: DisclosurePolicy,
  options: Omit<ProtectThreadInput, 'tables' | 'policy'>,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof protectTables>>> {
  const { tieBreakKey, programLimit, componentLimit } = options;
  const input: ProtectThreadInput = { tables, policy, tieBreakKey, programLimit, componentLimit };
  const thread = new Worker(...threadEntry('protect-thread', input));
  try {
    const [answer] = (await once(thread, 'message', { signal })) as [ProtectThreadOutput];
    if ('protected' in answer) return answer.protected;
    const { message, hint } = answer.breach;
    throw new ContractBreachError(message, hint === undefined ? {} : { hint });
  } finally {
    await thread.terminate();
  }
}
