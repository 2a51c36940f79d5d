import type { WarehouseDatabase } from '../../warehouse-schemas.ts';
import { SCRATCH_SCHEMA } from '../connection-options.ts';
import { PROTECTED_SCHEMAS, type ProtectionPlan, qualified } from './protection-plan.ts';
import type { ProtectionSection } from './statement.ts';

/** Days for which what was deleted can be had back. Who somebody was is to be gone soon after it is destroyed. */
const RETENTION_DAYS: Readonly<Record<WarehouseDatabase, number>> = { work: 7, vault: 1, public: 7 };

const PURPOSES: Readonly<Record<WarehouseDatabase, string>> = {
  work: 'What people did, without who they are',
  vault: 'Who people are',
  public: 'What is held ready for a release, and what is released',
};

/**
 * Databases and schemas, whose owner alone decides who may read what is in them: a role that makes a table there cannot
 * hand it on.
 */
export function placeSection(plan: ProtectionPlan): ProtectionSection {
  const databases = Object.keys(RETENTION_DAYS) as WarehouseDatabase[];
  const schemas = PROTECTED_SCHEMAS.filter((schema) => schema !== SCRATCH_SCHEMA);
  return {
    title: 'Databases and schemas',
    runBy: 'deployer',
    statements: [
      ...databases.flatMap((database) => {
        const name = plan.databases[database];
        const retention = `DATA_RETENTION_TIME_IN_DAYS = ${RETENTION_DAYS[database]}`;
        return [
          `CREATE DATABASE IF NOT EXISTS ${name} ${retention} COMMENT = '${PURPOSES[database]}'`,
          `ALTER DATABASE ${name} SET ${retention}`,
        ];
      }),
      ...schemas.flatMap((schema) => [
        `CREATE SCHEMA IF NOT EXISTS ${qualified(plan, schema)} WITH MANAGED ACCESS`,
        // One that was there before, as `public` is in every new database.
        `ALTER SCHEMA ${qualified(plan, schema)} ENABLE MANAGED ACCESS`,
      ]),
      `CREATE TRANSIENT SCHEMA IF NOT EXISTS ${qualified(plan, SCRATCH_SCHEMA)} WITH MANAGED ACCESS DATA_RETENTION_TIME_IN_DAYS = 0`,
      `ALTER SCHEMA ${qualified(plan, SCRATCH_SCHEMA)} SET DATA_RETENTION_TIME_IN_DAYS = 0`,
    ].map((text) => ({ text })),
  };
}
