import { Command } from 'commander';
import { makePlan, selectMakeable } from '../../activities/make-plan.ts';
import { readGround } from '../../activities/read-ground.ts';
import { assetStatuses } from '../../assets/plan/asset-statuses.ts';
import { savePlan } from '../../control/plans.ts';
import { ExitCode } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { type GlobalOptions, globalOptions, settingsOf } from '../options.ts';
import { printJson, say } from '../output.ts';
import { planSourcesOf } from '../plan-sources.ts';
import { planText } from '../plan-text.ts';
import { newRunId } from '../run-id.ts';
import { PARTITION_HELP, SELECTION_HELP } from '../run-options.ts';
import { withHub } from '../with-hub.ts';

interface PlanFlags extends GlobalOptions {
  readonly force: boolean;
  readonly partition?: string;
  readonly detailedExitcode: boolean;
}

export function planCommand(): Command {
  return globalOptions(new Command('plan'))
    .description('Show what is out of date and why, and keep it as a plan that can be applied')
    .argument('[selection...]', SELECTION_HELP, ['*'])
    .option('--force', 'plan all that is selected, out of date or not', false)
    .option('--partition <range>', PARTITION_HELP)
    .option('--detailed-exitcode', 'end with code 3 when there is something to make', false)
    .action((selection: string[], flags: PlanFlags) =>
      withHub(flags, async ({ control }) => {
        const sources = planSourcesOf(settingsOf(flags), control);
        const { graph } = sources;
        const ground = await readGround(sources);
        const selected = await selectMakeable(graph, selection, () => assetStatuses(graph, ground));
        const { content, fingerprint } = makePlan(graph, ground, {
          ...{ selection, selected, force: flags.force },
          partitions: flags.partition,
        });
        const now = new Date();
        const planId = newRunId(now);
        const { actor } = actionOf('');
        await savePlan(control, { planId, fingerprint, content, actor, plannedAt: now.toISOString() });
        if (flags.json) {
          const { ground: _, ...shown } = content;
          printJson({ planId, fingerprint, plannedAt: now.toISOString(), ...shown });
        } else {
          process.stdout.write(`${planText(content)}\n`);
          if (content.assets.length > 0) say(`hub apply ${planId} makes exactly this.`);
        }
        if (flags.detailedExitcode && content.assets.length > 0) process.exitCode = ExitCode.changesOrStale;
      }),
    );
}
