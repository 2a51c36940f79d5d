import { ACCESS, type Access } from './access.ts';
import { type ProtectionPlan, qualified, qualifiedTable, roleName } from './protection-plan.ts';
import type { ProtectionSection } from './statement.ts';

/** Rights on databases, schemas, and everything in a schema, also what is made there later. */
export function grantSection(plan: ProtectionPlan): ProtectionSection {
  const statements = new Set(ACCESS.flatMap((access) => grantsOf(plan, access)));
  return { title: 'What each role may do', runBy: 'deployer', statements: [...statements].map((text) => ({ text })) };
}

/** Rights on single tables, which must be there before. */
export function singleGrantSection(plan: ProtectionPlan): ProtectionSection {
  return {
    title: 'What a role may do with single tables',
    runBy: 'deployer',
    statements: ACCESS.flatMap(({ role, schema, tables, only }) =>
      (only ?? []).map((table) => ({
        text: `GRANT ${(tables ?? []).join(', ')} ON TABLE ${qualifiedTable(plan, `${schema}.${table}`)} TO ROLE ${roleName(plan, role)}`,
        table: `${schema}.${table}`,
      })),
    ),
  };
}

function grantsOf(plan: ProtectionPlan, access: Access): readonly string[] {
  const role = roleName(plan, access.role);
  const schema = qualified(plan, access.schema);
  const everything = (privileges: string, plural: string) =>
    ['ALL', 'FUTURE'].map((which) => `GRANT ${privileges} ON ${which} ${plural} IN SCHEMA ${schema} TO ROLE ${role}`);
  const place = [
    `GRANT USAGE ON DATABASE ${schema.split('.')[0]} TO ROLE ${role}`,
    `GRANT ${schemaPrivileges(access).join(', ')} ON SCHEMA ${schema} TO ROLE ${role}`,
  ];
  return [
    // Databases and schemas are the deployer's own.
    ...(access.role === 'deployer' ? [] : place),
    ...(access.tables === undefined || access.only !== undefined ? [] : everything(access.tables.join(', '), 'TABLES')),
    ...(access.views === true ? everything('SELECT', 'VIEWS') : []),
    ...(access.functions === true ? everything('USAGE', 'FUNCTIONS') : []),
    ...(access.stages === true ? everything('READ, WRITE', 'STAGES') : []),
  ];
}

export function schemaPrivileges({ createTables }: Access): readonly string[] {
  return createTables === true ? ['USAGE', 'CREATE TABLE'] : ['USAGE'];
}
