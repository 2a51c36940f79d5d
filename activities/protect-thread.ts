import { parentPort, workerData } from 'node:worker_threads';
import { RELEASE_ATTACK } from '../disclosure/ledger/attack-limits.ts';
import { protectTables, type TableToProtect } from '../disclosure/protect-tables.ts';
import type { DisclosurePolicy } from '../schemas/disclosure/policy.ts';
import { HubError } from '../schemas/errors.ts';

/** What the thread is given; structured-cloned. */
export interface ProtectThreadInput {
  readonly tables: readonly TableToProtect[];
  readonly policy: DisclosurePolicy;
  readonly tieBreakKey: string;
  readonly programLimit: number;
  readonly componentLimit: number;
}

/** What it answers: the result, or the sentence and hint of the breach that stopped it. */
export type ProtectThreadOutput =
  | { readonly protected: Awaited<ReturnType<typeof protectTables>> }
  | { readonly breach: { readonly message: string; readonly hint: string | undefined } };

const input = workerData as ProtectThreadInput;

async function answer(): Promise<ProtectThreadOutput> {
  try {
    return {
      protected: await protectTables(input.tables, input.policy, {
        tieBreakKey: input.tieBreakKey,
        programLimit: input.programLimit,
        componentLimit: input.componentLimit,
        attack: RELEASE_ATTACK,
        // Nobody reads the list, and it is longer than the tables.
        listWithheld: false,
      }),
    };
  } catch (error) {
    if (error instanceof HubError) return { breach: { message: error.message, hint: error.hint } };
    throw error;
  }
}

parentPort?.postMessage(await answer());
