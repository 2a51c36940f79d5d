import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { warehouseCommand } from '../../cli/commands/warehouse.ts';
import { ddlScript } from '../../cli/print-ddl.ts';

const SNOWFLAKE = {
  HUB_WAREHOUSE: 'snowflake',
  SNOWFLAKE_ACCOUNT: 'made-up',
  SNOWFLAKE_USER: 'MADE_UP',
  SNOWFLAKE_WAREHOUSE: 'MADE_UP_WH',
  SNOWFLAKE_DATABASE: 'MADE_UP',
};

interface Ddl {
  readonly engine: string;
  readonly sections: readonly { readonly title: string; readonly role?: string; readonly statements: string[] }[];
}

describe('hub warehouse ddl', () => {
  let printed = '';
  beforeEach(() => {
    printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    vi.stubEnv('HUB_WAREHOUSE', 'duckdb');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  const run = async (...args: readonly string[]) => {
    await warehouseCommand().parseAsync([...args], { from: 'user' });
    return printed;
  };
  const json = async (...args: readonly string[]) => JSON.parse(await run('ddl', '--json', ...args)) as Ddl;

  test('prints the tables and views of the embedded warehouse, and nothing of roles', async () => {
    const { engine, sections } = await json();
    const statements = sections.flatMap((section) => section.statements);
    expect(engine).toBe('duckdb');
    expect(sections.some(({ role }) => role !== undefined)).toBe(false);
    expect(statements.filter((text) => /^CREATE TABLE IF NOT EXISTS ecids\.child \(/.test(text))).toHaveLength(1);
    expect(
      statements.filter((text) => /^CREATE OR REPLACE VIEW dashboard\.earnings_by_group AS/.test(text)),
    ).toHaveLength(1);
    expect(statements.filter((text) => /GRANT|POLICY|SECURE/.test(text))).toEqual([]);
  });

  test('prints what protects Snowflake, by the role that runs it, without a connection', async () => {
    for (const [name, value] of Object.entries(SNOWFLAKE)) vi.stubEnv(name, value);
    const { engine, sections } = await json('--monthly-credits', '42');
    expect(engine).toBe('snowflake');
    expect([...new Set(sections.map(({ role }) => role))]).toEqual([
      'accountadmin',
      'made_up_deployer',
      'made_up_engineer',
    ]);
    const statements = sections.flatMap((section) => section.statements);
    expect(statements).toContain('ALTER RESOURCE MONITOR made_up_monthly_credits SET CREDIT_QUOTA = 42');
    expect(statements).toContain(
      'ALTER TABLE made_up_vault.vault.dese_sims MODIFY COLUMN last_name SET MASKING POLICY made_up_vault.governance.direct_text FORCE',
    );
  });

  test('prints a script that says what is for what, and ends every statement', async () => {
    for (const [name, value] of Object.entries(SNOWFLAKE)) vi.stubEnv(name, value);
    const { sections } = await json();
    printed = '';
    const script = await run('ddl');
    expect(script).toBe(`${ddlScript(sections)}\n`);
    for (const { title, role } of sections) expect(script).toContain(`-- ${title}\nUSE ROLE ${role};\n`);
  });

  test('of wrong settings says which, never what they are, and prints nothing', async () => {
    let said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    vi.stubEnv('HUB_WAREHOUSE', 's3cret');
    expect(await run('ddl')).toBe('');
    expect(said).toContain('HUB_WAREHOUSE');
    expect(said).not.toContain('s3cret');
    expect(process.exitCode).toBe(2);
  });
});
