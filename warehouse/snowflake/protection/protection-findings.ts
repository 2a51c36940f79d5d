import type { DriftFinding } from '../../../schemas/warehouse-drift.ts';
import type { ViewObject } from '../../migrations/warehouse-object.ts';
import { ACCESS, type Access } from './access.ts';
import { schemaPrivileges } from './grant-sections.ts';
import { identifyingColumns, rowAccessColumn, tablesOf } from './identifying-columns.ts';
import type { Grant, ObservedProtection } from './observe-protection.ts';
import { maskingPolicyName } from './policy-sections.ts';
import { type ProtectionPlan, qualified, qualifiedTable, roleName } from './protection-plan.ts';

const MIGRATE = 'Run `hub warehouse migrate`.';

/** Where protection as it is differs from protection as it is planned, in sentences. */
export function protectionFindings(plan: ProtectionPlan, observed: ObservedProtection): readonly DriftFinding[] {
  return [
    ...maskingFindings(plan, observed),
    ...rowFindings(plan, observed),
    ...viewFindings(plan, observed),
    ...grantFindings(plan, observed),
  ];
}

function maskingFindings(plan: ProtectionPlan, { live, masked }: ObservedProtection): readonly DriftFinding[] {
  return identifyingColumns(plan.objects).flatMap((column): DriftFinding[] => {
    const about = `${column.table}.${column.column}`;
    if (!live.has(column.table) || masked.get(about) === maskingPolicyName(plan, column)) return [];
    return [
      {
        kind: 'masking',
        about,
        sentence: `${about} identifies people (${column.identifying}) and is not masked by its policy`,
        hint: MIGRATE,
      },
    ];
  });
}

function rowFindings(plan: ProtectionPlan, { live, rowProtected }: ObservedProtection): readonly DriftFinding[] {
  return tablesOf(plan.objects)
    .filter((table) => live.has(table.name) && rowAccessColumn(table) !== undefined && !rowProtected.has(table.name))
    .map(({ name }) => ({
      kind: 'row-access',
      about: name,
      sentence: `The rows of ${name} are open to every role that may read the table`,
      hint: MIGRATE,
    }));
}

function viewFindings(plan: ProtectionPlan, { live, secureViews }: ObservedProtection): readonly DriftFinding[] {
  return plan.objects
    .filter((object): object is ViewObject => object.kind === 'view' && object.secure === true)
    .filter(({ name }) => live.has(name) && !secureViews.has(name))
    .map(({ name }) => ({
      kind: 'insecure-view',
      about: name,
      sentence: `The view ${name} lets its readers find out what lies behind it`,
      hint: `Run \`ALTER VIEW ${qualifiedTable(plan, name)} SET SECURE\` as ${roleName(plan, 'deployer')}.`,
    }));
}

function grantFindings(plan: ProtectionPlan, observed: ObservedProtection): readonly DriftFinding[] {
  return [
    ...compare(plan, wantedGrants(plan, observed.live), observed.grants, ''),
    ...compare(plan, wantedFutureGrants(plan), observed.futureGrants, ' made later'),
  ];
}

/** A role needs no grant on what it owns. */
function compare(
  plan: ProtectionPlan,
  wanted: readonly Grant[],
  found: readonly Grant[],
  when: string,
): readonly DriftFinding[] {
  const owned = new Set(found.filter(({ privilege }) => privilege === 'ownership').map((grant) => ownerKey(grant)));
  const [has, should] = [new Set(found.map(grantKey)), new Set(wanted.map(grantKey))];
  const lacking = wanted.filter((grant) => !has.has(grantKey(grant)) && !owned.has(ownerKey(grant)));
  const beyond = found.filter((grant) => grant.privilege !== 'ownership' && !should.has(grantKey(grant)));
  return [
    ...lacking.map(
      (grant): DriftFinding => ({
        kind: 'grant',
        about: localName(plan, grant.name),
        sentence: `The role ${grant.role} lacks ${privilegeOn(grant, when)}`,
        hint: MIGRATE,
      }),
    ),
    ...beyond.map(
      (grant): DriftFinding => ({
        kind: 'grant',
        about: localName(plan, grant.name),
        sentence: `The role ${grant.role} has ${privilegeOn(grant, when)}, which nothing declares`,
        hint: 'Find out who granted it and why, and revoke it by hand.',
      }),
    ),
  ];
}

/** Every privilege that the plan gives on what is there. */
export function wantedGrants(plan: ProtectionPlan, live: ReadonlySet<string>): readonly Grant[] {
  const wanted = ACCESS.flatMap((access): Grant[] => {
    const role = roleName(plan, access.role);
    const schema = qualified(plan, access.schema);
    const own = access.role === 'deployer';
    return [
      ...(own ? [] : [{ role, privilege: 'usage', kind: 'database', name: schema.split('.')[0] ?? '' } as const]),
      ...(own ? [] : schemaPrivileges(access)).map(
        (privilege): Grant => ({ role, privilege: privilege.toLowerCase(), kind: 'schema', name: schema }),
      ),
      ...relationsOf(plan, access, live).flatMap(([table, privileges]) =>
        privileges.map(
          (privilege): Grant => ({
            role,
            privilege: privilege.toLowerCase(),
            kind: 'table',
            name: qualifiedTable(plan, table),
          }),
        ),
      ),
    ];
  });
  return [...new Map(wanted.map((grant) => [grantKey(grant), grant])).values()];
}

/** Every privilege that the plan gives on tables and views that are made later. */
export function wantedFutureGrants(plan: ProtectionPlan): readonly Grant[] {
  return ACCESS.flatMap((access): Grant[] => {
    const on = { role: roleName(plan, access.role), name: qualified(plan, access.schema) };
    return [
      ...(access.only === undefined ? (access.tables ?? []) : []).map(
        (privilege): Grant => ({ ...on, kind: 'table', privilege: privilege.toLowerCase() }),
      ),
      ...(access.views === true ? [{ ...on, kind: 'view', privilege: 'select' } as const] : []),
    ];
  });
}

function relationsOf(
  plan: ProtectionPlan,
  { schema, tables, views, only }: Access,
  live: ReadonlySet<string>,
): readonly (readonly [table: string, privileges: readonly string[]])[] {
  const declaredViews = new Set(plan.objects.filter(({ kind }) => kind === 'view').map(({ name }) => name));
  return [...live]
    .filter((name) => name.startsWith(`${schema}.`))
    .flatMap((name): (readonly [string, readonly string[]])[] => {
      if (declaredViews.has(name)) return views === true ? [[name, ['SELECT']]] : [];
      if (only !== undefined && !only.includes(name.slice(schema.length + 1))) return [];
      return tables === undefined ? [] : [[name, tables]];
    });
}

function grantKey({ role, privilege, kind, name }: Grant): string {
  return [role, privilege, kind, name].join(' ');
}

function ownerKey({ role, kind, name }: Grant): string {
  return [role, kind, name].join(' ');
}

function privilegeOn({ privilege, kind, name }: Grant, when: string): string {
  return when === ''
    ? `${privilege.toUpperCase()} on ${kind} ${name}`
    : `${privilege.toUpperCase()} on every ${kind}${when} in ${name}`;
}

/** As everything else of the hub is named: without its database. */
function localName({ databases }: ProtectionPlan, name: string): string {
  const database = Object.values(databases).find((one) => name.startsWith(`${one}.`));
  return database === undefined ? name : name.slice(database.length + 1);
}
