import { createTable, createView } from '../warehouse/migrations/migrate-warehouse.ts';
import type { WarehouseObject } from '../warehouse/migrations/warehouse-object.ts';
import { type ProtectionPlan, roleName } from '../warehouse/snowflake/protection/protection-plan.ts';
import { snowflakeSections } from '../warehouse/snowflake/protection/protection-sections.ts';

/** Statements that belong together, as they are printed. */
export interface DdlSection {
  readonly title: string;
  /** Role that runs them; an engine without roles has none. */
  readonly role?: string;
  readonly statements: readonly string[];
}

/** Everything behind the warehouse in Snowflake, role by role. */
export function snowflakeDdl(plan: ProtectionPlan): readonly DdlSection[] {
  return snowflakeSections(plan).map(({ title, runBy, statements }) => ({
    title,
    role: runBy === 'account administrator' ? 'accountadmin' : roleName(plan, runBy),
    statements: statements.map(({ text }) => text),
  }));
}

/** The tables and views of the embedded warehouse, which has one reader and so no roles and policies. */
export function duckdbDdl(objects: readonly WarehouseObject[]): readonly DdlSection[] {
  const schemas = [...new Set(objects.map(({ name }) => name.split('.')[0]))].filter((schema) => schema !== 'vault');
  return [
    {
      title: 'Schemas; the vault is a database of its own, attached under that name',
      statements: schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema}`),
    },
    {
      title: 'Tables and views',
      statements: objects.flatMap((object) => {
        if (object.kind === 'table') return [createTable(object, 'duckdb')];
        return object.kind === 'view' ? [createView(object, 'duckdb')] : [];
      }),
    },
  ];
}

/** A script: sections as remarks, each under the role that runs it. */
export function ddlScript(sections: readonly DdlSection[]): string {
  return sections
    .map(({ title, role, statements }) =>
      [
        `-- ${title}`,
        ...(role === undefined ? [] : [`USE ROLE ${role};`]),
        ...statements.map((text) => `${text};`),
      ].join('\n'),
    )
    .join('\n\n');
}
