import { textLiteral } from '../../identifier.ts';
import {
  type IdentifyingClass,
  type IdentifyingColumn,
  identifyingColumns,
  rowAccessColumn,
  tablesOf,
} from './identifying-columns.ts';
import {
  GOVERNANCE_SCHEMA,
  type ProtectionPlan,
  qualified,
  qualifiedTable,
  type Role,
  roleName,
} from './protection-plan.ts';
import type { ProtectionSection, ProtectionStatement } from './statement.ts';

/** Who sees the values of a column. To everybody else it is empty. */
const SEES: Readonly<Record<IdentifyingClass, readonly Role[]>> = {
  direct: ['engineer'],
  // Analysts compare how well groups are linked. Everybody else has counts.
  quasi: ['engineer', 'analyst'],
};

const CLASS_TAG = 'identifying';
const OWNER_TAG = 'data_owner';
const ROW_POLICY = 'linkage_path';

/** Name of the policy that hides a column: one for each class and type. */
export function maskingPolicyName(
  plan: ProtectionPlan,
  { identifying, type }: Pick<IdentifyingColumn, 'identifying' | 'type'>,
): string {
  const suffix = type
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/_$/, '');
  return `${qualified(plan, GOVERNANCE_SCHEMA)}.${identifying}_${suffix}`;
}

export function rowPolicyName(plan: ProtectionPlan): string {
  return `${qualified(plan, GOVERNANCE_SCHEMA)}.${ROW_POLICY}`;
}

/** The policies and tags themselves. A policy that changes gets a new body, and stays where it is attached. */
export function policySection(plan: ProtectionPlan): ProtectionSection {
  const governance = qualified(plan, GOVERNANCE_SCHEMA);
  const maskings = new Map(
    identifyingColumns(plan.objects).map((column) => [maskingPolicyName(plan, column), column] as const),
  );
  const rowBody = seenBy(plan, SEES.direct);
  return {
    title: 'Policies and tags',
    runBy: 'deployer',
    statements: [
      ...[...maskings].flatMap(([name, { identifying, type }]) => {
        const body = `CASE WHEN ${seenBy(plan, SEES[identifying])} THEN val ELSE NULL END`;
        return [
          `CREATE MASKING POLICY IF NOT EXISTS ${name} AS (val ${type}) RETURNS ${type} -> ${body}`,
          `ALTER MASKING POLICY ${name} SET BODY -> ${body}`,
        ];
      }),
      `CREATE ROW ACCESS POLICY IF NOT EXISTS ${rowPolicyName(plan)} AS (id NUMBER(38,0)) RETURNS BOOLEAN -> ${rowBody}`,
      `ALTER ROW ACCESS POLICY ${rowPolicyName(plan)} SET BODY -> ${rowBody}`,
      `CREATE TAG IF NOT EXISTS ${governance}.${CLASS_TAG} ALLOWED_VALUES 'direct', 'quasi' COMMENT = 'How a column says who somebody is'`,
      `CREATE TAG IF NOT EXISTS ${governance}.${OWNER_TAG} COMMENT = 'Agencies whose data a table holds'`,
    ].map((text) => ({ text })),
  };
}

/** What the policies and tags are attached to. */
export function attachmentSection(plan: ProtectionPlan): ProtectionSection {
  return {
    title: 'Columns that identify, rows of the vault, and whose data a table holds',
    runBy: 'deployer',
    statements: tablesOf(plan.objects).flatMap((table) => {
      const columns = identifyingColumns([table]);
      const name = qualifiedTable(plan, table.name);
      const owners = plan.owners.get(table.name);
      const rows = rowAccessColumn(table);
      return [
        ...columns.map((column) => ({ text: maskingStatement(plan, column), table: table.name })),
        ...(columns.length === 0 ? [] : [{ text: classTags(plan, name, columns), table: table.name }]),
        ...(owners === undefined ? [] : [{ text: ownerTag(plan, name, owners), table: table.name }]),
        ...(rows === undefined
          ? []
          : [
              {
                text: `ALTER TABLE ${name} ADD ROW ACCESS POLICY ${rowPolicyName(plan)} ON (${rows})`,
                table: table.name,
                onceOnly: true,
              },
            ]),
      ] satisfies readonly ProtectionStatement[];
    }),
  };
}

function maskingStatement(plan: ProtectionPlan, column: IdentifyingColumn): string {
  const policy = maskingPolicyName(plan, column);
  return `ALTER TABLE ${qualifiedTable(plan, column.table)} MODIFY COLUMN ${column.column} SET MASKING POLICY ${policy} FORCE`;
}

function classTags(plan: ProtectionPlan, table: string, columns: readonly IdentifyingColumn[]): string {
  const tag = `${qualified(plan, GOVERNANCE_SCHEMA)}.${CLASS_TAG}`;
  const tagged = columns.map(
    ({ column, identifying }) => `COLUMN ${column} SET TAG ${tag} = ${textLiteral(identifying)}`,
  );
  return `ALTER TABLE ${table} MODIFY ${tagged.join(', ')}`;
}

function ownerTag(plan: ProtectionPlan, table: string, owners: readonly string[]): string {
  return `ALTER TABLE ${table} SET TAG ${qualified(plan, GOVERNANCE_SCHEMA)}.${OWNER_TAG} = ${textLiteral(owners.join(', '))}`;
}

/** A role counts also where another inherits it; names of roles are upper case to functions. */
function seenBy(plan: ProtectionPlan, roles: readonly Role[]): string {
  return roles.map((role) => `IS_ROLE_IN_SESSION(${textLiteral(roleName(plan, role).toUpperCase())})`).join(' OR ');
}
