import type { DisclosurePolicy } from '../../schemas/disclosure/policy.ts';
import type { Reason } from '../rules/primary-rules.ts';
import type { Need } from '../system/cell-system.ts';
import type { SystemDraft } from './system-draft.ts';

/**
 * Ties what one meaning was in several releases: the values differ by no more than the policy says a revision does, or
 * by what they do differ. Where they do not differ they are one number already, which is the attack at no difference.
 * A number to be protected that would hold an earlier, withheld one to less than it needs is withheld as well.
 */
export function tieRevisions(
  draft: SystemDraft,
  policy: DisclosurePolicy,
  sensitive: Map<number, Need>,
  reasons: Map<number, Reason>,
): void {
  const { count, share } = policy.revision;
  for (const numbers of draft.versions()) {
    numbers.forEach((older, at) => {
      const newer = numbers[at - 1];
      if (newer === undefined || (draft.isKnown(newer) && draft.isKnown(older))) return;
      const [now, before] = [draft.valueOf(newer), draft.valueOf(older)];
      const reach = Math.max(count, share * Math.max(now, before), Math.abs(now - before));
      const rise = draft.addWorkedOut(now + reach - before, 'how much a revised number rose');
      const fall = draft.addWorkedOut(before + reach - now, 'how much a revised number fell');
      const most = draft.addKnown(reach, 'the largest revision');
      draft.addEquation([newer, most], [older, rise]);
      draft.addEquation([rise, fall], [most, most]);
      const need = draft.isKnown(older) ? undefined : sensitive.get(older);
      if (need === undefined || !draft.isOpen(newer) || sensitive.has(newer)) return;
      if (now - reach <= need.low && now + reach >= need.high) return;
      sensitive.set(newer, { low: Math.min(now, need.low), high: Math.max(now, need.high) });
      reasons.set(newer, 'revised');
    });
  }
}
