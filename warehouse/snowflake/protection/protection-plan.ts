import type { Agency } from '../../../schemas/agency.ts';
import { identifier } from '../../identifier.ts';
import type { WarehouseObject } from '../../migrations/warehouse-object.ts';
import { WAREHOUSE_SCHEMAS, type WarehouseSchema } from '../../warehouse-schemas.ts';
import { SCRATCH_SCHEMA } from '../connection-options.ts';
import type { SnowflakeDatabases } from '../statement-text.ts';

/**
 * The roles of the hub. `deployer` owns databases, schemas, policies and what migrations make; it is no reader of
 * people. `engineer` is what the worker signs in as.
 */
export const ROLES = ['deployer', 'engineer', 'analyst', 'publisher', 'auditor', 'dashboard_reader'] as const;
export type Role = (typeof ROLES)[number];

/** Beside the hub's own: where temporary tables lie, and where policies and tags are kept. */
export type ProtectedSchema = WarehouseSchema | typeof SCRATCH_SCHEMA | typeof GOVERNANCE_SCHEMA;

/** Policies and tags, in the vault's database; nobody but the deployer has a right in it. */
export const GOVERNANCE_SCHEMA = 'governance';

export const PROTECTED_SCHEMAS: readonly ProtectedSchema[] = Object.freeze([
  ...(Object.keys(WAREHOUSE_SCHEMAS) as WarehouseSchema[]),
  GOVERNANCE_SCHEMA,
  SCRATCH_SCHEMA,
]);

/** Everything that protection is generated from. */
export interface ProtectionPlan {
  readonly objects: readonly WarehouseObject[];
  /** Whose data a table holds, by `schema.table`. A table that is not named is the hub's own. */
  readonly owners: ReadonlyMap<string, readonly Agency[]>;
  readonly databases: SnowflakeDatabases;
  /** What the names of roles begin with, such as `hub_`. */
  readonly rolePrefix: string;
  /** Virtual warehouse that statements run in. */
  readonly virtualWarehouse: string;
  /** Credits that the virtual warehouse may use in a month before it is suspended. @default 100 */
  readonly monthlyCredits: number;
}

export interface ProtectionOptions
  extends Omit<ProtectionPlan, 'monthlyCredits' | 'rolePrefix'>,
    Partial<Pick<ProtectionPlan, 'monthlyCredits'>> {
  /** What the names of the databases begin with; roles begin alike. */
  readonly prefix: string;
}

/**
 * Completes a plan. Names may be given in any case: unquoted ones are the same to Snowflake.
 * @throws UsageError when one of them would need quotes
 */
export function protectionPlan({ prefix, ...options }: ProtectionOptions): ProtectionPlan {
  return Object.freeze({
    ...options,
    monthlyCredits: options.monthlyCredits ?? 100,
    rolePrefix: identifier(`${prefix.toLowerCase()}_`),
    virtualWarehouse: identifier(options.virtualWarehouse.toLowerCase()),
  });
}

export function roleName({ rolePrefix }: Pick<ProtectionPlan, 'rolePrefix'>, role: Role): string {
  return identifier(`${rolePrefix}${role}`);
}

/** A schema with its database. */
export function qualified({ databases }: Pick<ProtectionPlan, 'databases'>, schema: ProtectedSchema): string {
  const database = schema in WAREHOUSE_SCHEMAS ? WAREHOUSE_SCHEMAS[schema as WarehouseSchema] : 'vault';
  return `${databases[database]}.${schema}`;
}

/** `schema.table` with its database. */
export function qualifiedTable(plan: Pick<ProtectionPlan, 'databases'>, table: string): string {
  const [schema = '', name = ''] = identifier(table).split('.');
  return `${qualified(plan, schema as ProtectedSchema)}.${name}`;
}
