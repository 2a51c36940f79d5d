import { recordAudit } from '../control/audit-log.ts';
import { markRetracted } from '../control/loads.ts';
import { retractLoad as retract } from '../extracts/loads/load-register.ts';
import type { RetractRequest } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';

/** Takes a load back in the warehouse, then in the store's copy, and says who did. */
export async function retractLoad(context: HubContext, { loadId, action }: RetractRequest): Promise<void> {
  const at = context.now();
  await retract(context.warehouse, { loadId, ...action, at });
  await markRetracted(context.control, loadId, { ...action, at });
  await recordAudit(context.control, {
    actor: action.actor,
    action: 'load.retract',
    object: `load:${loadId}`,
    reason: action.reason,
    at,
  });
}
