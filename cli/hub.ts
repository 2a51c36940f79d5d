#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ExitCode } from '../schemas/errors.ts';
import { assetsCommand } from './commands/assets.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { fixturesCommand } from './commands/fixtures.ts';
import { ingestCommand } from './commands/ingest.ts';
import { loadsCommand } from './commands/loads.ts';
import { releaseCommand } from './commands/release.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { upCommand } from './commands/up.ts';
import { warehouseCommand } from './commands/warehouse.ts';

const hub = new Command('hub')
  .description('The Education-to-Career Research and Data Hub')
  .showHelpAfterError('Run with --help to see what there is.')
  .exitOverride();

for (const command of [
  demoCommand(),
  upCommand(),
  doctorCommand(),
  ingestCommand(),
  loadsCommand(),
  runCommand(),
  runsCommand(),
  assetsCommand(),
  releaseCommand(),
  warehouseCommand(),
  fixturesCommand(),
]) {
  hub.addCommand(inherit(command));
}

/** A subcommand that ends the process by itself would leave children behind. */
function inherit(command: Command): Command {
  command.exitOverride();
  for (const child of command.commands) inherit(child);
  return command;
}

try {
  await hub.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
}
