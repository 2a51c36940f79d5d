#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ExitCode } from '../schemas/errors.ts';

interface CommandEntry {
  /** The command's own description. */
  readonly about: string;
  readonly load: () => Promise<Command>;
}

/** In the order of the help. Each is loaded when it is the one named: together they bring a second of libraries. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  demo: {
    about: 'Run the whole job on invented people, and show what came of it',
    load: async () => (await import('./commands/demo.ts')).demoCommand(),
  },
  up: {
    about: 'Bring the hub up and keep it up until Ctrl-C',
    load: async () => (await import('./commands/up.ts')).upCommand(),
  },
  doctor: {
    about: 'Examine what the hub stands on, and say what to do',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
  backup: {
    about: 'Copy everything the hub keeps, as it is at one moment, while the hub is down',
    load: async () => (await import('./commands/backup.ts')).backupCommand(),
  },
  restore: {
    about: 'Make a data folder of a backup, after every file was held against its hash',
    load: async () => (await import('./commands/restore.ts')).restoreCommand(),
  },
  ingest: {
    about: 'Check agency files and take them in',
    load: async () => (await import('./commands/ingest.ts')).ingestCommand(),
  },
  loads: {
    about: 'Files taken in, and their versions',
    load: async () => (await import('./commands/loads.ts')).loadsCommand(),
  },
  quarantine: {
    about: 'Rows that were refused, why, and how they come in after all',
    load: async () => (await import('./commands/quarantine.ts')).quarantineCommand(),
  },
  link: {
    about: 'Work out which records are the same person',
    load: async () => (await import('./commands/link.ts')).linkCommand(),
  },
  plan: {
    about: 'Show what is out of date and why, and keep it as a plan that can be applied',
    load: async () => (await import('./commands/plan.ts')).planCommand(),
  },
  apply: {
    about: 'Make exactly what a plan shows, unless its ground has moved',
    load: async () => (await import('./commands/apply.ts')).applyCommand(),
  },
  run: {
    about: 'Make assets, each after all it reads',
    load: async () => (await import('./commands/run.ts')).runCommand(),
  },
  backfill: {
    about: 'Make many partitions in steps, and follow, pause, resume, cancel and retry that',
    load: async () => (await import('./commands/backfill.ts')).backfillCommand(),
  },
  schedules: {
    about: 'Runs that begin by themselves at certain times',
    load: async () => (await import('./commands/schedules.ts')).schedulesCommand(),
  },
  sensors: {
    about: 'What watches for files, and why it did or did not begin a run',
    load: async () => (await import('./commands/sensors.ts')).sensorsCommand(),
  },
  runs: {
    about: 'What ran, when, by whom and with what outcome',
    load: async () => (await import('./commands/runs.ts')).runsCommand(),
  },
  assets: {
    about: 'What the hub makes, and from what',
    load: async () => (await import('./commands/assets.ts')).assetsCommand(),
  },
  freshness: {
    about: 'How old the newest data of each asset are; ends with code 3 when something is late',
    load: async () => (await import('./commands/freshness.ts')).freshnessCommand(),
  },
  release: {
    about: 'Stage public tables, and decide what becomes visible',
    load: async () => (await import('./commands/release.ts')).releaseCommand(),
  },
  trace: {
    about: 'From a row of a public table to its release, approver, checks, link version, runs and files',
    load: async () => (await import('./commands/trace.ts')).traceCommand(),
  },
  audit: {
    about: 'Who did what, and the proof that nobody has rewritten it',
    load: async () => (await import('./commands/audit.ts')).auditCommand(),
  },
  warehouse: {
    about: 'What the hub keeps in its warehouse, and who may read it',
    load: async () => (await import('./commands/warehouse.ts')).warehouseCommand(),
  },
  disclose: {
    about: 'Protect tables of anybody’s, attack published ones, and verify the proof',
    load: async () => (await import('./commands/disclose.ts')).discloseCommand(),
  },
  fixtures: {
    about: 'Invented people and their agencies’ files',
    load: async () => (await import('./commands/fixtures.ts')).fixturesCommand(),
  },
};

const hub = new Command('hub')
  .description('The Education-to-Career Research and Data Hub')
  .showHelpAfterError('Run with --help to see what there is.')
  .exitOverride();

const [first, second] = process.argv.slice(2);
const named = first === 'help' ? second : first;
for (const [name, { about, load }] of Object.entries(COMMANDS)) {
  hub.addCommand(inherit(name === named ? await load() : new Command(name).description(about)));
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
