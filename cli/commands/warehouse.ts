import { Command } from 'commander';
import { warehouseObjects } from '../../activities/warehouse-objects.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { snowflakeDatabases } from '../../runtime/open-warehouse.ts';
import { type Reporter, withTask } from '../../runtime/reporter/reporter.ts';
import { ExitCode, UsageError } from '../../schemas/errors.ts';
import type { DriftFinding, MigrationResult } from '../../schemas/warehouse-drift.ts';
import { applyAccount, applyProtection } from '../../warehouse/snowflake/protection/apply-protection.ts';
import { checkProtected } from '../../warehouse/snowflake/protection/check-protected.ts';
import { type AssetUsage, readRunUsage } from '../../warehouse/snowflake/run-usage.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type GlobalOptions, globalOptions, settingsOf, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { ddlScript, duckdbDdl, snowflakeDdl } from '../print-ddl.ts';
import { textTable } from '../text-table.ts';
import { withHub } from '../with-hub.ts';
import { withReporter } from '../with-reporter.ts';
import { protectionPlanOf, withSnowflake } from '../with-snowflake.ts';

interface PlanFlags extends GlobalOptions {
  readonly monthlyCredits: number;
}

interface MigrateFlags extends PlanFlags {
  readonly account: boolean;
}

export function warehouseCommand(): Command {
  return new Command('warehouse')
    .description('What the hub keeps in its warehouse, and who may read it')
    .addCommand(ddl())
    .addCommand(migrate())
    .addCommand(check())
    .addCommand(cost());
}

function ddl(): Command {
  return planOptions(new Command('ddl'))
    .description('Print every statement behind the warehouse, in order; connects to nothing')
    .action((flags: PlanFlags) =>
      withReporter(flags, async () => {
        const settings = settingsOf(flags);
        const sections =
          settings.warehouse === 'snowflake'
            ? snowflakeDdl(protectionPlanOf(settings, flags))
            : duckdbDdl(warehouseObjects(hubGraph));
        if (flags.json) return printJson({ engine: settings.warehouse, sections });
        process.stdout.write(`${ddlScript(sections)}\n`);
      }),
    );
}

function migrate(): Command {
  return planOptions(new Command('migrate'))
    .description('Make what the warehouse lacks, and protect it; nothing that is there is lost')
    .option('--account', 'only what a Snowflake account administrator sets up, once: roles, virtual warehouse', false)
    .action((flags: MigrateFlags) =>
      isSnowflakeNamed()
        ? withReporter(flags, (reporter) => migrateSnowflake(flags, reporter))
        : withHub(flags, async ({ client }) => {
            if (flags.account) throw new UsageError('Only Snowflake has accounts', { hint: 'Leave --account out.' });
            tellMigration(flags, await client.migrateWarehouse());
          }),
    );
}

async function migrateSnowflake(flags: MigrateFlags, reporter: Reporter): Promise<void> {
  const settings = settingsOf(flags);
  const plan = protectionPlanOf(settings, flags);
  await withSnowflake(settings, async (warehouse) => {
    await refuseOtherRole(warehouse, flags.account ? 'ACCOUNTADMIN' : `${plan.rolePrefix}deployer`);
    if (!flags.account) {
      const result = await withTask(reporter, 'Migrating the warehouse', () => applyProtection(warehouse, plan));
      tellMigration(flags, result);
      return;
    }
    await withTask(reporter, 'Setting up the account', () => applyAccount(warehouse, plan));
    if (flags.json) printJson({ applied: [], repaired: [] });
    else
      say(
        'The account has its roles and its virtual warehouse. Grant the roles to users, and migrate as the deployer.',
      );
  });
}

/** What another role makes, the right one could not change afterwards. */
async function refuseOtherRole(warehouse: Warehouse, wanted: string): Promise<void> {
  const [session] = await warehouse.query<{ role: string | null }>('SELECT CURRENT_ROLE() AS role');
  const role = session?.role ?? 'no role';
  if (role.toUpperCase() === wanted.toUpperCase()) return;
  throw new UsageError(`This is done as ${wanted.toUpperCase()}, and the session has ${role}`, {
    hint: 'Set SNOWFLAKE_ROLE to it.',
  });
}

function check(): Command {
  return planOptions(new Command('check'))
    .description('Tell how the warehouse differs from what the hub wants; ends with code 3 where it does')
    .action((flags: PlanFlags) =>
      isSnowflakeNamed()
        ? withReporter(flags, async () => {
            const settings = settingsOf(flags);
            const plan = protectionPlanOf(settings, flags);
            tellFindings(flags, await withSnowflake(settings, (warehouse) => checkProtected(warehouse, plan)));
          })
        : withHub(flags, async ({ client }) => tellFindings(flags, await client.checkWarehouse())),
    );
}

function cost(): Command {
  return globalOptions(new Command('cost'))
    .argument('<run>', 'a run of the last seven days')
    .description(
      'Tell what a run used in Snowflake, by asset: statements, bytes and credits, estimated from their time',
    )
    .action((run: string, flags: GlobalOptions) =>
      withReporter(flags, async (reporter) => {
        const settings = settingsOf(flags);
        if (settings.snowflake === undefined) {
          throw new UsageError('The embedded warehouse costs nothing', {
            hint: 'hub runs show tells how long each step took.',
          });
        }
        const { work } = snowflakeDatabases(settings.snowflake.database);
        const { warehouse: name } = settings.snowflake;
        const usage = await withSnowflake(settings, (warehouse) => readRunUsage(warehouse, work, name, run));
        if (usage.assets.length === 0) {
          throw new UsageError(`Snowflake's history has no statement of run ${run} that the role may see`, {
            hint: 'It reaches back seven days; hub runs list shows the runs.',
          });
        }
        if (flags.json) printJson(usage);
        else process.stdout.write(`${costTable(usage.assets)}\n`);
        if (!usage.complete)
          reporter.warn('Snowflake’s history gave its newest statements only; some of the run may be missing');
      }),
    );
}

function costTable(usage: readonly AssetUsage[]): string {
  const rows = usage.map(({ asset, statements, seconds, bytesScanned, credits }) => [
    asset ?? '(the run itself)',
    statements,
    Math.round(seconds * 10) / 10,
    bytesScanned,
    credits.toFixed(4),
  ]);
  return textTable(['asset', 'statements', 'seconds', 'bytes scanned', 'credits (estimated)'], rows);
}

/** Settings that are wrong are told by whatever reads them next. */
function isSnowflakeNamed(): boolean {
  return process.env.HUB_WAREHOUSE === 'snowflake';
}

function planOptions(command: Command): Command {
  return globalOptions(command).option(
    '--monthly-credits <n>',
    'credits that the virtual warehouse may use in a month before it is suspended',
    wholeNumber(1, 1_000_000),
    100,
  );
}

function tellMigration({ json }: GlobalOptions, result: MigrationResult): void {
  const { applied, repaired } = result;
  if (json) {
    printJson(result);
    return;
  }
  for (const name of applied) process.stdout.write(`applied   ${name}\n`);
  for (const name of repaired) process.stdout.write(`repaired  ${name}\n`);
  say(applied.length + repaired.length === 0 ? 'All tables and views were there.' : 'The warehouse is up to date.');
}

function tellFindings({ json }: GlobalOptions, findings: readonly DriftFinding[]): void {
  if (json) printJson(findings);
  else {
    for (const { sentence, hint } of findings) process.stdout.write(`${sentence}.\n        ${hint}\n`);
    if (findings.length === 0) say('The warehouse is as this code wants it.');
  }
  if (findings.length > 0) process.exitCode = ExitCode.changesOrStale;
}
