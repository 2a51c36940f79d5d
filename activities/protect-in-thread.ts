import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';
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

/** Cells of a slice live about as long as it: with little room for the young they would be copied again and again. */
const YOUNG_MEGABYTES = 192;

/** Built; or from its sources as the caller itself runs, whose loader has to be registered in the thread anew. */
function entry(workerData: ProtectThreadInput): [URL | string, WorkerOptions] {
  const options = { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } };
  if (!import.meta.url.endsWith('.ts')) return [new URL('./protect-thread.js', import.meta.url), options];
  const [loader, source] = [import.meta.resolve('tsx/esm/api'), import.meta.resolve('./protect-thread.ts')];
  const start = `import('${loader}').then(({ register }) => { register(); return import('${source}'); });`;
  return [start, { ...options, eval: true }];
}
