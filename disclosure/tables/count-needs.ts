import type { Relation } from '../../schemas/disclosure/protected-table.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import { isFew, type Reason } from '../rules/primary-rules.ts';
import type { HiddenGroup } from '../suppress/exact-protection.ts';
import type { Need } from '../system/cell-system.ts';
import type { LayerCell } from './layer.ts';
import type { SystemDraft } from './system-draft.ts';

/** Collects sensitive cells, what each needs, and the lines whose hidden parts must not form a small group. */
export interface CountNeeds {
  readonly sensitive: Map<number, Need>;
  readonly reasons: Map<number, Reason>;
  readonly groups: HiddenGroup[];
  consider(cell: LayerCell): void;
  /** Withholds that nobody of a group with somebody is in a part of it, as {@link CountNeeds.addComplement} does. */
  considerNone(part: LayerCell, whole: LayerCell, everybody: LayerCell): void;
  /** @param unseen whether some parts are not available: then nobody knows that nobody is left over */
  addLine(name: string, total: LayerCell, parts: readonly LayerCell[], relation: Relation, unseen?: boolean): void;
  /**
   * @param everybody the outermost group that the part is a part of, by way of the whole
   * @param attribute whether none and all of it are sensitive
   */
  addComplement(part: LayerCell, whole: LayerCell, everybody: LayerCell, attribute: boolean): void;
}

export function countNeeds(draft: SystemDraft): CountNeeds {
  const sensitive = new Map<number, Need>();
  const reasons = new Map<number, Reason>();
  const groups: HiddenGroup[] = [];
  const mark = (cell: number, value: number, minimum: number, cap: number, reason: Reason): void => {
    sensitive.set(cell, {
      low: Math.min(1, value),
      high: Math.max(value, Math.min(minimum - 1, cap)),
    });
    reasons.set(cell, reason);
  };
  /** A cell of its own for who is left when some are taken off; never shown. */
  const addRest = (name: string, value: number, minimum: number): number => {
    const rest = draft.addWorkedOut(value, `the rest of ${name}`);
    if (isFew(value, minimum)) mark(rest, value, minimum, Number.POSITIVE_INFINITY, 'few_others');
    return rest;
  };
  const considerNone: CountNeeds['considerNone'] = (part, whole, everybody) => {
    if (part.value > 0 || everybody.value === 0) return;
    // Of nobody there is none: shown, that would tell that the whole is empty, where it is withheld for being so.
    mark(part.cell, 0, part.measure.minimum, whole.value || everybody.value, 'none_or_all');
  };
  return {
    sensitive,
    reasons,
    groups,
    considerNone,
    consider(cell) {
      if (isFew(cell.value, cell.measure.minimum)) {
        mark(cell.cell, cell.value, cell.measure.minimum, Number.POSITIVE_INFINITY, 'few_persons');
      }
    },
    addLine(name, total, parts, relation, unseen = false) {
      const minimum = Math.max(total.measure.minimum, ...parts.map((part) => part.measure.minimum));
      const sum = parts.reduce((value, part) => value + part.value, 0);
      const members = parts.map((part) => part.cell);
      if (!draft.isNew(relation === 'overlap' ? 'overlap' : 'sum', total.cell, members)) return;
      if (relation === 'overlap') {
        for (const part of parts) {
          refuseNegative(name, total.value - part.value);
          draft.addEquation([total.cell], [part.cell, addRest(name, total.value - part.value, minimum)]);
        }
        refuseNegative(name, sum - total.value);
        draft.addEquation(members, [total.cell, draft.addWorkedOut(sum - total.value, `repeated persons of ${name}`)]);
        return;
      }
      const rest = total.value - sum;
      refuseNegative(name, rest);
      if (relation === 'partition' && rest > 0) {
        throw new ContractBreachError(`A total of ${name} is not the sum of its parts`, {
          hint: 'Declare the line partial when the parts may leave somebody out.',
        });
      }
      const persons = parts.map((part) => part.value);
      if (rest > 0 || unseen) {
        members.push(addRest(name, rest, minimum));
        persons.push(rest);
      }
      draft.addEquation([total.cell], members);
      groups.push({ total: total.cell, parts: members, persons, minimum });
    },
    addComplement(part, whole, everybody, attribute) {
      const rest = whole.value - part.value;
      refuseNegative(`${part.measure.table}.${part.measure.name}`, rest);
      if (everybody.value === 0) return;
      if (!draft.isNew('complement', whole.cell, [part.cell])) return;
      const { minimum } = part.measure;
      const complement = draft.addWorkedOut(rest, `those without ${part.measure.table}.${part.measure.name}`);
      draft.addEquation([whole.cell], [part.cell, complement]);
      if (attribute) considerNone(part, whole, everybody);
      if (whole.value === 0) return;
      const known = sensitive.get(part.cell);
      if (known !== undefined)
        sensitive.set(part.cell, { ...known, high: Math.max(part.value, Math.min(known.high, whole.value)) });
      if (isFew(rest, minimum)) mark(complement, rest, minimum, whole.value, 'few_others');
      if (attribute && rest === 0) mark(complement, 0, minimum, whole.value, 'none_or_all');
    },
  };
}

function refuseNegative(name: string, rest: number): void {
  if (rest >= 0) return;
  throw new ContractBreachError(`A part of ${name} is larger than its total`, {
    hint: 'Declare the line as overlap when a person may stand in several parts.',
  });
}
