import { Command } from 'commander';
import { recordAudit } from '../../control/audit-log.ts';
import { promotedLinkVersion } from '../../control/link-versions.ts';
import { recordPairReview } from '../../control/pair-reviews.ts';
import type { PairExplanation } from '../../linkers/explain/pair-explanation.ts';
import { ConflictError, UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import { askByFile } from '../ask-by-file.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { type OpenHub, withHub } from '../with-hub.ts';
import { entityNumber } from './entity-number.ts';

interface OverrideFlags extends GlobalOptions {
  readonly reason: string;
}

export function overrideCommand(): Command {
  return new Command('override')
    .description('Join two source entities by hand, or keep them apart; every later link version holds to it')
    .addCommand(override('join', 'They are one person'))
    .addCommand(override('split', 'They are two persons'));
}

function override(name: 'join' | 'split', description: string): Command {
  return globalOptions(new Command(name))
    .description(description)
    .argument('<a>', 'number of a source entity')
    .argument('<b>', 'number of another')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .action((a: string, b: string, flags: OverrideFlags) =>
      withHub(flags, async (hub) => {
        const pair: [number, number] = [entityNumber(a), entityNumber(b)];
        if (pair[0] === pair[1]) throw new UsageError('An entity is one with itself already');
        const { linkVersion, resolution } = await lookAt(hub, pair);
        if (name === 'join') refuseImpossible(resolution);
        const decision = name === 'join' ? 'match' : 'no_match';
        const action = actionOf(flags.reason);
        const at = new Date();
        await hub.control.transaction(async (transaction) => {
          const [entityIdL, entityIdR] = pair;
          await recordPairReview(transaction, {
            ...{ entityIdL, entityIdR, linkVersion, decision, kind: 'override' as const, ...action, at },
          });
          await recordAudit(transaction, {
            ...action,
            action: `link_override.${name}`,
            object: `entity_pair:${Math.min(...pair)}-${Math.max(...pair)}`,
            details: { linkVersion, wasOnePerson: resolution.sameCluster },
            at,
          });
        });
        if (flags.json) printJson({ entities: pair, decision, linkVersion, wasOnePerson: resolution.sameCluster });
        else {
          process.stdout.write(
            `${name === 'join' ? 'Joined' : 'Kept apart'} by ${action.actor}. It takes effect with the next link version: hub run linkage.version.\n`,
          );
        }
      }),
    );
}

async function lookAt(
  { client, control, stack }: OpenHub,
  pair: [number, number],
): Promise<{ readonly linkVersion: number; readonly resolution: PairExplanation['resolution'] }> {
  const promoted = await promotedLinkVersion(control);
  if (promoted === undefined) {
    throw new ConflictError('No link version is promoted, so there is nothing to override', {
      hint: 'Link first: hub run linkage.version.',
    });
  }
  const { linkVersion } = promoted;
  const answer = await askByFile(stack, 'override', (file, id) =>
    client.explainPairs({ linkVersion, pairs: [pair], file }, id),
  );
  const [{ resolution }] = answer as [PairExplanation];
  return { linkVersion, resolution };
}

/** A join that constraints forbid would never take effect. */
function refuseImpossible({ sameCluster, brokenConstraints }: PairExplanation['resolution']): void {
  if (sameCluster || brokenConstraints.length === 0) return;
  throw new ConflictError(
    'The two cannot be joined as they are: constraints of the link model hold over people’s decisions',
    {
      hint: 'Split off first whoever is in their place.',
      fields: { constraints: brokenConstraints.map(({ sentence }) => sentence) },
    },
  );
}
