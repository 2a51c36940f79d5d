import { UsageError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';

/** What a run would do, and the fingerprint of the ground it was worked out on. */
export interface PlanRecord {
  readonly planId: string;
  /** Equal for as long as the plan still holds; `apply` compares it with a fresh one. */
  readonly fingerprint: string;
  readonly content: JsonObject;
  readonly actor: string;
  /** ISO 8601 in UTC. */
  readonly plannedAt: string;
}

/** Keeps a plan, so that it can be applied by its id. */
export async function savePlan(control: Control, plan: PlanRecord): Promise<void> {
  await control('plan')
    .insert({
      plan_id: plan.planId,
      fingerprint: plan.fingerprint,
      content: JSON.stringify(plan.content),
      actor: plan.actor,
      planned_at: plan.plannedAt,
    })
    .onConflict('plan_id')
    .ignore();
}

/** @throws UsageError when there is no such plan */
export async function showPlan(control: Control, planId: string): Promise<PlanRecord> {
  const plan = (await control('plan')
    .select({
      planId: 'plan_id',
      fingerprint: 'fingerprint',
      content: 'content',
      actor: 'actor',
      plannedAt: 'planned_at',
    })
    .where('plan_id', planId)
    .first()) as PlanRecord | undefined;
  if (plan === undefined)
    throw new UsageError(`There is no plan ${planId}`, { hint: 'A plan is kept when it is made; make it again.' });
  return plan;
}
