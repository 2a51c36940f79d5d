import { Command } from 'commander';
import { ContractBreachError } from '../../schemas/errors.ts';
import { attackFiles } from '../disclose/attack-files.ts';
import { protectFiles } from '../disclose/protect-files.ts';
import { verifyFiles } from '../disclose/verify-files.ts';
import { printJson, say } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

interface Flags {
  readonly json: boolean;
  readonly verbose: boolean;
}

export function discloseCommand(): Command {
  return new Command('disclose')
    .description('Protect tables of anybody’s, attack published ones, and verify the proof')
    .addCommand(
      withFlags(new Command('protect'))
        .description('Withhold what the rules and their safety ask for, and write the tables with a certificate')
        .requiredOption('--spec <file>', 'what the tables are, and the rules for them')
        .requiredOption('--out <dir>', 'folder to write, which must not exist or be empty')
        .action((flags: Flags & { readonly spec: string; readonly out: string }) =>
          withReporter(flags, async () => {
            const summary = await protectFiles(flags.spec, flags.out);
            if (flags.json) printJson(summary);
            else {
              say(
                `${summary.cells} cells: ${summary.primaries} withheld by rule and ${summary.secondaries} to protect them; ` +
                  `${summary.witnesses} witness tables; ${summary.seconds} s. Publish ${flags.out}/public, keep ${flags.out}/private.`,
              );
            }
          }),
        ),
    )
    .addCommand(
      withFlags(new Command('attack'))
        .description('Try to undo published tables, given what they were made from')
        .requiredOption('--spec <file>', 'what the tables are made from, and the rules for them')
        .requiredOption('--published <dir>', 'folder of the published tables')
        .action((flags: Flags & { readonly spec: string; readonly published: string }) =>
          withReporter(flags, async () => {
            const summary = await attackFiles(flags.spec, flags.published);
            if (flags.json) printJson(summary);
            const { exposed, sensitive, suppressed } = summary;
            if (exposed.length > 0) {
              throw new ContractBreachError(`The attack exposes ${exposed.length} of ${sensitive} sensitive cells`, {
                fields: {
                  cells: exposed
                    .slice(0, 20)
                    .map(({ table, codes, measure, how }) => `${table} ${codes.join(' × ')}: ${measure} ${how}`),
                },
              });
            }
            if (!flags.json)
              say(`None of ${sensitive} sensitive cells is exposed; ${suppressed} cells are suppressed.`);
          }),
        ),
    )
    .addCommand(
      withFlags(new Command('verify'))
        .description('Check the certificate of protected tables, from their files alone')
        .argument('<dir>', 'folder that hub disclose protect wrote')
        .action((folder: string, flags: Flags) =>
          withReporter(flags, async () => {
            const result = await verifyFiles(folder);
            if (flags.json) printJson(result);
            if (result.faults.length > 0) {
              throw new ContractBreachError(`The certificate does not hold: ${result.faults.length} faults`, {
                fields: { faults: result.faults.slice(0, 20) },
              });
            }
            if (!flags.json) {
              say(
                `The certificate holds: ${result.protected} protected numbers, ${result.witnesses} witness tables, ` +
                  `${result.equations} sums, ${result.suppressed} of ${result.cells} cells suppressed.`,
              );
            }
          }),
        ),
    );
}

function withFlags(command: Command): Command {
  return command
    .option('--json', 'print one JSON object on stdout', false)
    .option('--verbose', 'show where an error came from', false);
}
