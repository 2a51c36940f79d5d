import { findRelease, releasedSoFar } from '../../control/releases.ts';
import { attackRecorded } from '../../publish/disclosure/attack-staged.ts';
import { defaultDisclosurePolicy } from '../../schemas/disclosure/default-policy.ts';
import type { AttackRecord } from '../../schemas/disclosure/release-record.ts';
import { ContractBreachError, UsageError } from '../../schemas/errors.ts';
import { printJson, say } from '../output.ts';
import type { OpenHub } from '../with-hub.ts';
import { blockedAttack, ledgerFolders } from './release-files.ts';

/**
 * Attacks a release together with all that went out before it, from their files; of a blocked one, tells what blocked it.
 * @throws ContractBreachError when anything is exposed
 */
export async function attackCommand(
  { control, stack, reporter }: OpenHub,
  given: string,
  json: boolean,
): Promise<void> {
  const blocked = await blockedAttack(stack.layout, given);
  const attack = blocked ?? (await attackAgain());
  if (json) printJson({ blocked: blocked !== undefined, ...attack });
  else say(attackText(attack));
  if (attack.exposed.length > 0) {
    throw new ContractBreachError(`The attack exposes ${attack.exposed.length} sensitive numbers of release ${given}`, {
      hint: 'Make public.tables again, so that it is protected against what was released before, and stage anew.',
    });
  }

  async function attackAgain(): Promise<AttackRecord> {
    const release = await findRelease(control, given);
    if (release === undefined) {
      throw new UsageError(`There is no release ${given}`, {
        hint: '`hub release list` shows the releases there are.',
      });
    }
    const everything = await releasedSoFar(control);
    const own = everything.indexOf(release.releaseId);
    const task = reporter.task(`Attacking release ${release.releaseId}`);
    try {
      const found = await attackRecorded(
        ledgerFolders(stack.layout),
        release.releaseId,
        everything.slice(own + 1),
        defaultDisclosurePolicy,
      );
      task.done();
      return found;
    } catch (error) {
      task.failed();
      throw error;
    }
  }
}

/** What an attack found, for a person: every exposed number and the sums that expose it. Private. */
export function attackText(attack: AttackRecord): string {
  const { sensitive, cells, equations, releases, proven, unproven } = attack;
  const count = (value: number): string => value.toLocaleString('en-US');
  const lines = [
    `${count(sensitive)} sensitive numbers among ${count(cells)}, in ${count(equations)} sums of ${releases.length} releases.`,
    `None can be worked out exactly unless it is listed. Bounds: ${count(proven)} wide enough, ${count(unproven)} not looked at.`,
  ];
  for (const [heading, numbers] of [
    ['Exposed', attack.exposed],
    ['Given away by earlier releases alone', attack.disclosed],
  ] as const) {
    if (numbers.length === 0) continue;
    lines.push('', `${heading}: ${count(numbers.length)}`);
    for (const { name, codes, release, how, least, most, equations: sums } of numbers) {
      const range = least === most ? `is ${least}` : `lies between ${least} and ${most}`;
      lines.push(`- ${name} (${codes.join(', ')}) of ${release} ${range} (${how})`);
      for (const sum of sums) lines.push(`    ${sum}`);
    }
  }
  return lines.join('\n');
}
