import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { protectTables, TableToProtect } from '../disclosure/protect-tables.ts';
import type { DisclosurePolicy } from '../schemas/disclosure/policy.ts';
import { ContractBreachError } from '../schemas/errors.ts';
import type { ProtectThreadInput, ProtectThreadOutput } from './protect-thread.ts';

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
  const thread = new Worker(...entry(input));
  try {
    const [answer] = (await once(thread, 'message', { signal })) as [ProtectThreadOutput];
    if ('protected' in answer) return answer.protected;
    const { message, hint } = answer.breach;
    throw new ContractBreachError(message, hint === undefined ? {} : { hint });
  } finally {
    await thread.terminate();
  }
}

/** Built, or from its sources as the caller itself runs. */
function entry(workerData: ProtectThreadInput): [URL, { workerData: ProtectThreadInput; execArgv?: string[] }] {
  if (!import.meta.url.endsWith('.ts')) return [new URL('./protect-thread.js', import.meta.url), { workerData }];
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return [new URL('./protect-thread.ts', import.meta.url), { workerData, execArgv: ['--import', loader] }];
}
