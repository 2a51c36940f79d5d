import { textLiteral } from '../../identifier.ts';
import type { Session, Warehouse } from '../../warehouse.ts';
import { WAREHOUSE_SCHEMAS, type WarehouseSchema } from '../../warehouse-schemas.ts';
import { identifyingColumns } from './identifying-columns.ts';
import { maskingPolicyName, rowPolicyName } from './policy-sections.ts';
import { PROTECTED_SCHEMAS, type ProtectionPlan, qualified } from './protection-plan.ts';

/** A privilege that a role has. All names are lower case. */
export interface Grant {
  readonly role: string;
  readonly privilege: string;
  /** Views count as tables, but where privileges on what is made later tell them apart. */
  readonly kind: 'database' | 'schema' | 'table' | 'view';
  /** With its database; of a privilege on what is made later, the schema. */
  readonly name: string;
}

/** How things are protected, as Snowflake has it. */
export interface ObservedProtection {
  /** Tables and views that are there, `schema.table`. */
  readonly live: ReadonlySet<string>;
  /** The policy of a column, `schema.table.column`. */
  readonly masked: ReadonlyMap<string, string>;
  readonly rowProtected: ReadonlySet<string>;
  readonly secureViews: ReadonlySet<string>;
  readonly grants: readonly Grant[];
  readonly futureGrants: readonly Grant[];
}

/** Reads what the owner of the databases may see; changes nothing. */
export async function observeProtection(warehouse: Warehouse, plan: ProtectionPlan): Promise<ObservedProtection> {
  const live = await liveTables(warehouse);
  return await warehouse.session(async (session) => ({
    live,
    masked: await maskedColumns(session, plan),
    rowProtected: await rowProtectedTables(session, plan),
    secureViews: await secureViews(session, plan),
    grants: await grants(session, plan),
    futureGrants: await futureGrants(session, plan),
  }));
}

export async function liveTables(warehouse: Warehouse): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const schema of Object.keys(WAREHOUSE_SCHEMAS) as WarehouseSchema[]) {
    for (const name of (await warehouse.tableColumns(schema)).keys()) names.add(`${schema}.${name}`);
  }
  return names;
}

export async function rowProtectedTables(session: Session, plan: ProtectionPlan): Promise<ReadonlySet<string>> {
  const references = await policyReferences(session, plan, rowPolicyName(plan));
  return new Set(references.map(({ schema_name, table_name }) => `${schema_name}.${table_name}`));
}

async function maskedColumns(session: Session, plan: ProtectionPlan): Promise<ReadonlyMap<string, string>> {
  const policies = new Set(identifyingColumns(plan.objects).map((column) => maskingPolicyName(plan, column)));
  const masked = new Map<string, string>();
  for (const policy of policies) {
    for (const { schema_name, table_name, column_name } of await policyReferences(session, plan, policy)) {
      masked.set(`${schema_name}.${table_name}.${column_name}`, policy);
    }
  }
  return masked;
}

interface PolicyReference {
  readonly [column: string]: unknown;
  readonly schema_name: string;
  readonly table_name: string;
  readonly column_name: string | null;
}

function policyReferences(session: Session, plan: ProtectionPlan, policy: string): Promise<PolicyReference[]> {
  return session.query<PolicyReference>(
    `SELECT
       LOWER(ref_schema_name) AS schema_name,
       LOWER(ref_entity_name) AS table_name,
       LOWER(ref_column_name) AS column_name
     FROM TABLE(${plan.databases.vault}.information_schema.policy_references(policy_name => ${textLiteral(policy)}))
     WHERE policy_status = 'ACTIVE'`,
  );
}

async function secureViews(session: Session, plan: ProtectionPlan): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const database of Object.values(plan.databases)) {
    const rows = await session.query<{ name: string }>(
      `SELECT LOWER(table_schema || '.' || table_name) AS name
       FROM ${database}.information_schema.views
       WHERE is_secure = 'YES'`,
    );
    for (const { name } of rows) names.add(name);
  }
  return names;
}

/** Of a database and a schema their owner is told by SHOW, of tables and views by one look into each database. */
async function grants(session: Session, plan: ProtectionPlan): Promise<readonly Grant[]> {
  const found: Grant[] = [];
  for (const database of Object.values(plan.databases)) {
    found.push(...(await shownGrants(session, 'DATABASE', database)));
    const rows = await session.query<Omit<Grant, 'kind'> & Readonly<Record<string, unknown>>>(
      `SELECT
         LOWER(grantee) AS role,
         LOWER(privilege_type) AS privilege,
         LOWER(table_catalog || '.' || table_schema || '.' || table_name) AS name
       FROM ${database}.information_schema.table_privileges`,
    );
    found.push(...rows.map(({ role, privilege, name }): Grant => ({ role, privilege, name, kind: 'table' })));
  }
  for (const schema of PROTECTED_SCHEMAS) {
    found.push(...(await shownGrants(session, 'SCHEMA', qualified(plan, schema))));
  }
  return found;
}

async function shownGrants(session: Session, kind: 'DATABASE' | 'SCHEMA', name: string): Promise<readonly Grant[]> {
  const rows = await session.query<{ privilege: string; grantee_name: string }>(`SHOW GRANTS ON ${kind} ${name}`);
  return rows.map(({ privilege, grantee_name }) => ({
    role: grantee_name.toLowerCase(),
    privilege: privilege.toLowerCase(),
    kind: kind === 'DATABASE' ? 'database' : 'schema',
    name,
  }));
}

/** On what is made in a schema later. */
async function futureGrants(session: Session, plan: ProtectionPlan): Promise<readonly Grant[]> {
  const found: Grant[] = [];
  for (const schema of PROTECTED_SCHEMAS) {
    const name = qualified(plan, schema);
    const rows = await session.query<{ privilege: string; grant_on: string; grantee_name: string }>(
      `SHOW FUTURE GRANTS IN SCHEMA ${name}`,
    );
    for (const { privilege, grant_on, grantee_name } of rows) {
      const kind = grant_on.toLowerCase();
      if (kind !== 'table' && kind !== 'view') continue;
      found.push({ role: grantee_name.toLowerCase(), privilege: privilege.toLowerCase(), kind, name });
    }
  }
  return found;
}
