import type { MigrationResult } from '../../../schemas/warehouse-drift.ts';
import { repairDrift } from '../../drift/repair-drift.ts';
import type { Session, Warehouse } from '../../warehouse.ts';
import { accountSection } from './account-section.ts';
import { liveTables, rowProtectedTables } from './observe-protection.ts';
import type { ProtectionPlan } from './protection-plan.ts';
import { sectionsAfter, sectionsBefore } from './protection-sections.ts';
import type { ProtectionSection } from './statement.ts';

/** What only an account's administrator may set up: the session's role must be one. */
export async function applyAccount(warehouse: Warehouse, plan: ProtectionPlan): Promise<void> {
  await warehouse.session((session) => run(session, [accountSection(plan)]));
}

/**
 * Makes what the hub keeps in Snowflake, and protects it, as the role that owns it. Grants and policies are added and
 * changed, never dropped, so that nobody sees more at any moment.
 */
export async function applyProtection(warehouse: Warehouse, plan: ProtectionPlan): Promise<MigrationResult> {
  await warehouse.session((session) => run(session, sectionsBefore(plan)));
  const result = await repairDrift(warehouse, plan.objects, plan.databases);
  const live = await liveTables(warehouse);
  await warehouse.session(async (session) => {
    const [policies, ...attachments] = sectionsAfter(plan);
    if (policies !== undefined) await run(session, [policies]);
    await run(session, attachments, { live, rowProtected: await rowProtectedTables(session, plan) });
  });
  return result;
}

interface Attached {
  readonly live: ReadonlySet<string>;
  readonly rowProtected: ReadonlySet<string>;
}

async function run(session: Session, sections: readonly ProtectionSection[], attached?: Attached): Promise<void> {
  for (const { text, table, onceOnly } of sections.flatMap(({ statements }) => statements)) {
    if (table !== undefined && attached?.live.has(table) === false) continue;
    if (table !== undefined && onceOnly === true && attached?.rowProtected.has(table) === true) continue;
    await session.execute(text);
  }
}
