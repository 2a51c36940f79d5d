import type { WarehouseSchema } from '../../warehouse-schemas.ts';
import { SCRATCH_SCHEMA } from '../connection-options.ts';
import type { ProtectedSchema, Role } from './protection-plan.ts';

export type TablePrivilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'REFERENCES';

/** What a role may do in a schema, beside finding it (`USAGE`). Whatever is not written here is not granted. */
export interface Access {
  readonly role: Role;
  readonly schema: ProtectedSchema;
  /** Whether it may make tables, which it then owns. @default false */
  readonly createTables?: boolean;
  /** On every table, also those that are made later. @default none */
  readonly tables?: readonly TablePrivilege[];
  /** Instead of every table, these. */
  readonly only?: readonly string[];
  /** Whether it may read every view. @default false */
  readonly views?: boolean;
  /** Whether it may call functions. @default false */
  readonly functions?: boolean;
  /** Whether it may fill and empty stages. @default false */
  readonly stages?: boolean;
}

/** Tables of these are made, and given the columns of their contract, by the build that fills them; so it owns them. */
const BUILT: readonly WarehouseSchema[] = ['reference', 'ecids', 'learn_to_earn', 'public_stage', 'public'];

const READ: readonly TablePrivilege[] = ['SELECT'];
const CHANGE: readonly TablePrivilege[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const WRITE: readonly TablePrivilege[] = ['SELECT', 'INSERT', 'DELETE'];

/** Who may do what, whole. */
export const ACCESS: readonly Access[] = Object.freeze([
  // The shape of what the engineer owns, never its rows, so that drift can be seen.
  ...[...BUILT, 'vault' as const].map((schema): Access => ({ role: 'deployer', schema, tables: ['REFERENCES'] })),

  { role: 'engineer', schema: 'hub', tables: CHANGE, views: true, functions: true, stages: true },
  { role: 'engineer', schema: 'staging', tables: CHANGE, views: true },
  { role: 'engineer', schema: 'quarantine', tables: CHANGE },
  { role: 'engineer', schema: 'linkage', tables: CHANGE, views: true },
  // Work tables between two steps. Temporary ones need no right to make tables, only to find their schema.
  { role: 'engineer', schema: 'vault', tables: CHANGE, createTables: true },
  { role: 'engineer', schema: SCRATCH_SCHEMA },
  ...BUILT.map((schema): Access => ({ role: 'engineer', schema, tables: CHANGE, createTables: true })),
  { role: 'engineer', schema: 'released', tables: WRITE },

  { role: 'analyst', schema: 'staging', tables: READ, views: true },
  { role: 'analyst', schema: 'linkage', tables: READ, views: true },
  { role: 'analyst', schema: 'reference', tables: READ },
  { role: 'analyst', schema: 'ecids', tables: READ },
  { role: 'analyst', schema: 'learn_to_earn', tables: READ },
  { role: 'analyst', schema: 'public_stage', tables: READ },

  { role: 'publisher', schema: 'reference', tables: READ },
  { role: 'publisher', schema: 'public_stage', tables: READ },
  { role: 'publisher', schema: 'public', tables: WRITE },
  { role: 'publisher', schema: 'released', tables: WRITE },

  { role: 'auditor', schema: 'hub', tables: READ, views: true },
  { role: 'auditor', schema: 'quarantine', tables: READ },
  // What each link version counted, and no pair of records.
  { role: 'auditor', schema: 'linkage', tables: READ, only: ['version', 'step', 'parameter'] },
  { role: 'auditor', schema: 'released', tables: READ },

  { role: 'dashboard_reader', schema: 'dashboard', views: true },
]);

/** Roles that run statements of their own, and so need the virtual warehouse. */
export const VIRTUAL_WAREHOUSE_PRIVILEGES: Readonly<Record<Role, readonly string[]>> = Object.freeze({
  deployer: ['USAGE', 'OPERATE'],
  // Resumes and suspends it, and reads what its statements cost.
  engineer: ['USAGE', 'OPERATE', 'MONITOR'],
  analyst: ['USAGE'],
  publisher: ['USAGE'],
  auditor: ['USAGE', 'MONITOR'],
  dashboard_reader: ['USAGE'],
});

/** Of Snowflake's own database: query history, access history and policies in force; what it all cost. */
export const AUDITOR_DATABASE_ROLES = ['SNOWFLAKE.GOVERNANCE_VIEWER', 'SNOWFLAKE.USAGE_VIEWER'] as const;
