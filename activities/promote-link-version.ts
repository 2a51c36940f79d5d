import { recordAudit } from '../control/audit-log.ts';
import { promoteLinkVersion as recordPromotion } from '../control/link-versions.ts';
import { promoteLinkVersion as promoteInWarehouse } from '../linkers/promote-link-version.ts';
import { type PromotionRequest, type PromotionResult, promotionRequestSchema } from '../schemas/link-versions.ts';
import type { Action } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';

/** Puts a link version in force on somebody's word. Nothing is built by it, and nothing public changes. */
export async function promoteLinkVersion(context: HubContext, given: PromotionRequest): Promise<PromotionResult> {
  const { linkVersion, action } = promotionRequestSchema.parse(given);
  return putInForce(context, linkVersion, action);
}

/**
 * First in the warehouse, which refuses a version that would not carry people's keys on; then on record, in one
 * transaction with the audit log. Repeating it records nothing twice.
 */
export async function putInForce(context: HubContext, linkVersion: number, action: Action): Promise<PromotionResult> {
  const { actor, reason } = action;
  const result = await promoteInWarehouse(context.warehouse, linkVersion, { clock: context.now });
  const at = context.now();
  await context.control.transaction(async (transaction) => {
    if (!(await recordPromotion(transaction, linkVersion, { actor, reason, at }))) return;
    await recordAudit(transaction, {
      actor,
      action: 'link_version.promote',
      object: `link_version:${linkVersion}`,
      reason,
      details: { retired: result.retired },
      at,
    });
  });
  return result;
}
