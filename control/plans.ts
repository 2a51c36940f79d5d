import { UsageError } from '../schemas/errors.ts';
import { type PlanContent, planContentSchema } from '../schemas/plan.ts';
import type { Control } from './connect.ts';

/** What a run would do, and the fingerprint of the ground it was worked out on. */
export interface PlanRecord {
  /** That of the run, when a run made it for itself. */
  readonly planId: string;
  /** Equal for as long as the plan still holds; `apply` compares it with a fresh one. */
  readonly fingerprint: string;
  readonly content: PlanContent;
  readonly actor: string;
  /** ISO 8601 in UTC. */
  readonly plannedAt: string;
}

const COLUMNS = {
  planId: 'plan_id',
  fingerprint: 'fingerprint',
  content: 'content',
  actor: 'actor',
  plannedAt: 'planned_at',
} as const;

/** Keeps a plan, so that it can be applied by its id. Again with the same id changes nothing. */
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

/** A plan, where there is one of that id. */
export async function findPlan(control: Control, planId: string): Promise<PlanRecord | undefined> {
  const row = (await control('plan').select(COLUMNS).where('plan_id', planId).first()) as PlanRecord | undefined;
  return row === undefined ? undefined : { ...row, content: planContentSchema.parse(row.content) };
}

/** @throws UsageError when there is no such plan */
export async function showPlan(control: Control, planId: string): Promise<PlanRecord> {
  const plan = await findPlan(control, planId);
  if (plan !== undefined) return plan;
  throw new UsageError(`There is no plan ${planId}`, { hint: 'hub plan makes one and prints its id.' });
}
