import { recordAudit } from '../control/audit-log.ts';
import { markLoads } from '../control/loads.ts';
import { retractLoad as retract } from '../extracts/loads/load-register.ts';
import type { RetractRequest } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';

/** Takes a load back in the warehouse, then in the store's copy, and says who did. */
export async function retractLoad(context: HubContext, { loadId, action }: RetractRequest): Promise<void> {
  await retract(context.warehouse, { loadId, ...action, at: context.now() });
  await markLoads(context.control, [loadId], 'retracted');
  await recordAudit(context.control, {
    actor: action.actor,
    action: 'load.retract',
    object: `load:${loadId}`,
    reason: action.reason,
    at: context.now(),
  });
}
