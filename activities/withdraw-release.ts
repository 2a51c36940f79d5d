import { recordAudit } from '../control/audit-log.ts';
import { currentRelease, moveRelease, showRelease } from '../control/releases.ts';
import { hideReleasedRows } from '../publish/released-tables.ts';
import { withdrawRelease as withdraw } from '../publish/withdraw-release.ts';
import { type WithdrawRequest, withdrawRequestSchema } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';

/** Takes a published release back, with a notice for the public. It stays in the ledger: what was public stays known. */
export async function withdrawRelease(context: HubContext, given: WithdrawRequest): Promise<void> {
  const { releaseId, notice, action } = withdrawRequestSchema.parse(given);
  const at = context.now();
  const { state } = await showRelease(context.control, releaseId);
  // Who did it is on record before anything changes outside; what cannot be withdrawn is refused before that.
  if (state === 'published') {
    await recordAudit(context.control, {
      actor: action.actor,
      action: 'release.withdraw',
      object: `release:${releaseId}`,
      reason: action.reason,
      at,
    });
  }
  await moveRelease(context.control, releaseId, 'withdrawn', { ...action, at });
  await withdraw(
    context.releasesFolder,
    { id: releaseId, withdrawnAt: at.toISOString(), notice },
    await currentRelease(context.control),
  );
  await hideReleasedRows(context.warehouse, releaseId);
}
