import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { writeAuditExport } from '../../control/audit/export-folder.ts';
import { listAudit } from '../../control/audit-log.ts';
import { UsageError } from '../../schemas/errors.ts';
import { proofAsked, proveFromHub } from '../audit-proofs.ts';
import { counted } from '../counted.ts';
import { collect, type GlobalOptions, globalOptions, wholeNumber } from '../options.ts';
import { printJson, say } from '../output.ts';
import { textTable } from '../text-table.ts';
import { type VerifyFlags, verifyExport, verifyHub, verifyProof } from '../verify-audit.ts';
import { withHub } from '../with-hub.ts';
import { withReporter } from '../with-reporter.ts';

export function auditCommand(): Command {
  return new Command('audit')
    .description('Who did what, and the proof that nobody has rewritten it')
    .addCommand(list())
    .addCommand(verify())
    .addCommand(exportLog())
    .addCommand(checkpoint())
    .addCommand(prove());
}

interface ListFlags extends GlobalOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly object?: string;
  readonly limit: number;
}

function list(): Command {
  return globalOptions(new Command('list'))
    .description('Entries of the audit log, newest first')
    .option('--actor <name>', 'only what this person did')
    .option('--action <verb>', 'only of this kind, such as release.approve')
    .option('--object <object>', 'only what was done to this, such as release:ID')
    .option('--limit <n>', 'how many', wholeNumber(1, 100_000), 50)
    .action((flags: ListFlags) =>
      withHub(flags, async ({ control }) => {
        const { actor, action, object, limit } = flags;
        const entries = await listAudit(control, { actor, action, object, limit });
        if (flags.json) return printJson(entries);
        const rows = entries.map((entry) => [
          entry.seq,
          entry.at,
          entry.actor,
          entry.action,
          entry.object,
          entry.hash.slice(0, 12),
          entry.reason,
        ]);
        process.stdout.write(`${textTable(['entry', 'at', 'actor', 'action', 'object', 'hash', 'reason'], rows)}\n`);
      }),
    );
}

function verify(): Command {
  return globalOptions(new Command('verify'))
    .description('Recompute the log from its first entry; with an export or a proof, without any server')
    .option('--export <dir>', 'an exported log, in place of the hub’s own')
    .option('--proof <file>', 'a proof that hub audit prove printed')
    .option('--checkpoint <file>', 'a checkpoint that was kept elsewhere; repeatable', collect, [])
    .option('--key <file>', 'the public key as it was kept elsewhere, in place of what the log names')
    .action((flags: VerifyFlags) => {
      if (flags.proof !== undefined) return withReporter(flags, () => verifyProof(flags));
      if (flags.export !== undefined) return withReporter(flags, () => verifyExport(flags));
      return withHub(flags, ({ control }) => verifyHub(control, flags));
    });
}

function exportLog(): Command {
  return globalOptions(new Command('export'))
    .description('Sign the log and write it with its checkpoints and public key, for others to keep and verify')
    .requiredOption('--out <dir>', 'a new folder')
    .action((flags: GlobalOptions & { out: string }) =>
      withHub(flags, async ({ client, control }) => {
        await client.signAuditLog();
        const written = await writeAuditExport(control, flags.out);
        if (flags.json) return printJson({ folder: flags.out, ...written });
        say(
          `${counted(written.entries, 'entry', 'entries')} and ${counted(written.checkpoints, 'checkpoint')} are in ${flags.out}.`,
        );
        say(`hub audit verify --export ${flags.out} checks them, with no server.`);
      }),
    );
}

function checkpoint(): Command {
  return globalOptions(new Command('checkpoint'))
    .description('Sign the log as it is; print the checkpoint, which others should keep')
    .option('--out <file>', 'a new file, in place of standard output')
    .action((flags: GlobalOptions & { out?: string }) =>
      withHub(flags, async ({ client }) => {
        const text = await client.signAuditLog();
        if (text === undefined) throw new UsageError('The audit log has no entry yet, so there is nothing to sign');
        if (flags.out !== undefined) await writeFile(flags.out, text, { flag: 'wx' });
        if (flags.json) printJson({ checkpoint: text, ...(flags.out === undefined ? {} : { file: flags.out }) });
        else if (flags.out === undefined) process.stdout.write(text);
        else say(`The checkpoint is in ${flags.out}.`);
      }),
    );
}

interface ProveFlags extends GlobalOptions {
  readonly since?: string;
}

function prove(): Command {
  return globalOptions(new Command('prove'))
    .description('Print a proof that an entry is in the log, or that the log only grew since a checkpoint')
    .argument('[entry]', 'number of the entry')
    .option('--since <file>', 'a checkpoint that was kept')
    .action((entry: string | undefined, flags: ProveFlags) =>
      withHub(flags, async ({ client, control }) => {
        const asked = await proofAsked(entry, flags.since);
        await client.signAuditLog();
        process.stdout.write(`${JSON.stringify(await proveFromHub(control, asked), null, flags.json ? 0 : 2)}\n`);
      }),
    );
}
