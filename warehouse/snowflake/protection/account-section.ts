import { textLiteral } from '../../identifier.ts';
import { AUDITOR_DATABASE_ROLES, VIRTUAL_WAREHOUSE_PRIVILEGES } from './access.ts';
import { type ProtectionPlan, ROLES, type Role, roleName } from './protection-plan.ts';
import type { ProtectionSection } from './statement.ts';

const PURPOSES: Readonly<Record<Role, string>> = {
  deployer: 'Owns the databases of the hub and runs its migrations; reads no person',
  engineer: 'What the worker of the hub signs in as; the only one that sees who somebody is',
  analyst: 'Reads what is linked, without names, birth dates and numbers of people',
  publisher: 'Reads aggregates before release and writes those that are released',
  auditor: 'Reads the record of loads, link versions, releases and queries',
  dashboard_reader: 'Reads what is published, and nothing else',
};

/** Seconds without a statement after which the virtual warehouse costs nothing. */
const SUSPEND_AFTER_SECONDS = 60;

/** Roles, the virtual warehouse and its limit: what only an account's administrator may set up. */
export function accountSection(plan: ProtectionPlan): ProtectionSection {
  const deployer = roleName(plan, 'deployer');
  const warehouse = plan.virtualWarehouse;
  const monitor = `${plan.rolePrefix}monthly_credits`;
  const suspension = `AUTO_SUSPEND = ${SUSPEND_AFTER_SECONDS} AUTO_RESUME = TRUE`;
  // Statements under way at 95 % may end; at 100 % they are broken off.
  const limit = `CREDIT_QUOTA = ${plan.monthlyCredits} FREQUENCY = MONTHLY START_TIMESTAMP = IMMEDIATELY`;
  const triggers = 'TRIGGERS ON 75 PERCENT DO NOTIFY ON 95 PERCENT DO SUSPEND ON 100 PERCENT DO SUSPEND_IMMEDIATE';
  return {
    title: 'Roles, the virtual warehouse and its limit',
    runBy: 'account administrator',
    statements: [
      ...ROLES.map(
        (role) => `CREATE ROLE IF NOT EXISTS ${roleName(plan, role)} COMMENT = ${textLiteral(PURPOSES[role])}`,
      ),
      // Readers of people stay outside the administrators' hierarchy, so that no administrator sees a person by being one.
      `GRANT ROLE ${deployer} TO ROLE SYSADMIN`,
      `GRANT CREATE DATABASE ON ACCOUNT TO ROLE ${deployer}`,
      `GRANT APPLY MASKING POLICY ON ACCOUNT TO ROLE ${deployer}`,
      `GRANT APPLY ROW ACCESS POLICY ON ACCOUNT TO ROLE ${deployer}`,
      `GRANT APPLY TAG ON ACCOUNT TO ROLE ${deployer}`,
      `CREATE WAREHOUSE IF NOT EXISTS ${warehouse} WITH WAREHOUSE_SIZE = XSMALL ${suspension} INITIALLY_SUSPENDED = TRUE`,
      `ALTER WAREHOUSE ${warehouse} SET ${suspension}`,
      `CREATE RESOURCE MONITOR IF NOT EXISTS ${monitor} WITH ${limit} ${triggers}`,
      `ALTER RESOURCE MONITOR ${monitor} SET CREDIT_QUOTA = ${plan.monthlyCredits}`,
      `ALTER WAREHOUSE ${warehouse} SET RESOURCE_MONITOR = ${monitor}`,
      ...ROLES.map(
        (role) =>
          `GRANT ${VIRTUAL_WAREHOUSE_PRIVILEGES[role].join(', ')} ON WAREHOUSE ${warehouse} TO ROLE ${roleName(plan, role)}`,
      ),
      ...AUDITOR_DATABASE_ROLES.map((role) => `GRANT DATABASE ROLE ${role} TO ROLE ${roleName(plan, 'auditor')}`),
    ].map((text) => ({ text })),
  };
}
