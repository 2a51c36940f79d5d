import { parentPort, workerData } from 'node:worker_threads';
import { attackRecorded } from '../publish/disclosure/attack-staged.ts';
import type { LedgerFolders } from '../publish/disclosure/ledger.ts';
import type { DisclosurePolicy } from '../schemas/disclosure/policy.ts';
import type { AttackRecord } from '../schemas/disclosure/release-record.ts';
import { HubError } from '../schemas/errors.ts';

/** What the thread is given: references to files, never rows. */
export interface AttackThreadInput {
  readonly folders: LedgerFolders;
  readonly releaseId: string;
  /** The newest first. */
  readonly earlier: readonly string[];
  readonly policy: DisclosurePolicy;
}

/** What it says: how far it is, and in the end what the attack found, or the breach that stopped it. */
export type AttackThreadOutput =
  | { readonly done: number; readonly total: number }
  | { readonly attack: AttackRecord }
  | { readonly breach: { readonly message: string; readonly hint: string | undefined } };

const input = workerData as AttackThreadInput;
const say = (output: AttackThreadOutput): void => parentPort?.postMessage(output);

try {
  const attack = await attackRecorded(input.folders, input.releaseId, input.earlier, input.policy, {
    progress: (done, total) => say({ done, total }),
  });
  say({ attack });
} catch (error) {
  if (!(error instanceof HubError)) throw error;
  say({ breach: { message: error.message, hint: error.hint } });
}
