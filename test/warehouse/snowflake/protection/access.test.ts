import { describe, expect, test } from 'vitest';
import { ACCESS } from '../../../../warehouse/snowflake/protection/access.ts';
import { ROLES, type Role } from '../../../../warehouse/snowflake/protection/protection-plan.ts';
import { snowflakeSections } from '../../../../warehouse/snowflake/protection/protection-sections.ts';
import { WAREHOUSE_SCHEMAS } from '../../../../warehouse/warehouse-schemas.ts';
import { hubPlan } from './plan.ts';

const R = 'SELECT';
const W = 'DELETE, INSERT, SELECT';
const C = 'DELETE, INSERT, SELECT, UPDATE';

/** Privileges on tables and, behind the slash, on views. What is not here, a role may not do. */
const LEAST: Readonly<Record<Role, Readonly<Record<string, string>>>> = {
  deployer: {
    reference: 'REFERENCES/',
    ecids: 'REFERENCES/',
    learn_to_earn: 'REFERENCES/',
    public_stage: 'REFERENCES/',
    public: 'REFERENCES/',
    vault: 'REFERENCES/',
  },
  engineer: {
    hub: `${C}/${R}`,
    staging: `${C}/${R}`,
    quarantine: `${C}/`,
    linkage: `${C}/${R}`,
    vault: `${C}/`,
    reference: `${C}/`,
    ecids: `${C}/`,
    learn_to_earn: `${C}/`,
    public_stage: `${C}/`,
    public: `${C}/`,
    released: `${W}/`,
  },
  analyst: {
    staging: `${R}/${R}`,
    linkage: `${R}/${R}`,
    reference: `${R}/`,
    ecids: `${R}/`,
    learn_to_earn: `${R}/`,
    public_stage: `${R}/`,
  },
  publisher: { reference: `${R}/`, public_stage: `${R}/`, public: `${W}/`, released: `${W}/` },
  auditor: { hub: `${R}/${R}`, quarantine: `${R}/`, linkage: `${R} on parameter, step, version/`, released: `${R}/` },
  dashboard_reader: { dashboard: `/${R}` },
};

interface Granted {
  readonly privileges: readonly string[];
  readonly kind: string;
  readonly schema: string;
  readonly table: string | undefined;
}

/** What the statements themselves grant a role on what lies in schemas. */
function grantsTo(role: Role): readonly Granted[] {
  const texts = snowflakeSections(hubPlan).flatMap(({ statements }) => statements.map(({ text }) => text));
  return texts.flatMap((text) => {
    const found =
      /^GRANT (.+) ON (?:(?:ALL|FUTURE) (\w+) IN SCHEMA \w+\.(\w+)|(TABLE) \w+\.(\w+)\.(\w+)) TO ROLE hub_(\w+)$/.exec(
        text,
      );
    if (found === null || found[7] !== role) return [];
    return [
      {
        privileges: (found[1] ?? '').split(', ').toSorted(),
        kind: found[2] ?? 'TABLES',
        schema: found[3] ?? found[5] ?? '',
        table: found[6],
      },
    ];
  });
}

function summary(role: Role): Record<string, string> {
  const grants = grantsTo(role);
  const schemas = [...new Set(grants.map(({ schema }) => schema))];
  return Object.fromEntries(
    schemas.map((schema) => {
      const on = (kind: string) => {
        const those = grants.filter((grant) => grant.schema === schema && grant.kind === kind);
        const tables = those.flatMap(({ table }) => table ?? []).toSorted();
        return (
          [...new Set(those.map(({ privileges }) => privileges.join(', ')))].join('; ') +
          (tables.length > 0 ? ` on ${tables.join(', ')}` : '')
        );
      };
      return [schema, `${on('TABLES')}/${on('VIEWS')}`];
    }),
  );
}

describe('least privilege', () => {
  test.each(ROLES)('the %s may do this and no more', (role) => {
    expect(summary(role)).toEqual(LEAST[role]);
  });

  test('only the engineer may change or read a row of the vault', () => {
    const readers = ACCESS.filter(
      ({ schema, tables }) => schema === 'vault' && tables?.some((one) => one !== 'REFERENCES'),
    );
    expect(readers.map(({ role }) => role)).toEqual(['engineer']);
  });

  test('only the engineer makes tables, and none where rows of loads, links and releases are kept', () => {
    const makers = ACCESS.filter(({ createTables }) => createTables === true);
    expect(new Set(makers.map(({ role }) => role))).toEqual(new Set(['engineer']));
    expect(makers.map(({ schema }) => schema).toSorted()).toEqual([
      ...['ecids', 'learn_to_earn', 'public', 'public_stage', 'reference', 'vault'],
    ]);
  });

  test('a right on what is there holds for what is made later, too', () => {
    const texts = snowflakeSections(hubPlan).flatMap(({ statements }) => statements.map(({ text }) => text));
    const onAll = texts.filter((text) => / ON ALL /.test(text));
    expect(onAll.length).toBeGreaterThan(20);
    for (const text of onAll) expect(texts).toContain(text.replace(' ON ALL ', ' ON FUTURE '));
  });

  test('nobody but administrators of objects inherits a role of the hub', () => {
    const [account] = snowflakeSections(hubPlan);
    const inherited = account?.statements.map(({ text }) => text).filter((text) => text.startsWith('GRANT ROLE '));
    expect(inherited).toEqual(['GRANT ROLE hub_deployer TO ROLE SYSADMIN']);
  });

  test('every schema is somebody’s to read', () => {
    const readable = new Set(ACCESS.filter(({ role }) => role !== 'deployer').map(({ schema }) => schema));
    expect(Object.keys(WAREHOUSE_SCHEMAS).filter((schema) => !readable.has(schema as never))).toEqual([]);
  });
});
