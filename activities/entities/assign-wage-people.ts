import { unionFind } from '../../linkers/union-find.ts';

/** One spelling of a name on one SSN. Numbers stand for the values, which stay in the vault. */
export interface WageSpelling {
  /** Dense, from 1, so that spellings of one SSN follow one another. */
  readonly nameNo: number;
  readonly tokenNo: number;
  /** The person it belongs to already, if any. */
  readonly entityId: number | null;
  /** Neither a first nor a last name. */
  readonly nameless: boolean;
}

/** The person of a spelling: one that is there, the n-th new one, or nobody. */
export type WageAssignment =
  | { readonly nameNo: number; readonly entityId: number }
  | { readonly nameNo: number; readonly newPerson: number }
  | { readonly nameNo: number; readonly unresolved: true };

/**
 * Who each new spelling on an SSN is. Spellings that agree, directly or through others, are one person; one that
 * agrees with a person known already joins the oldest such person, so that known people never change. A row without
 * any name is the one person on its SSN; where there are several, nobody can say.
 * @param agreements pairs of `nameNo` that can be the same person
 */
export function assignWagePeople(
  spellings: readonly WageSpelling[],
  agreements: Iterable<readonly [number, number]>,
): readonly WageAssignment[] {
  const index = new Map(spellings.map((spelling, position) => [spelling.nameNo, position]));
  const sets = unionFind(spellings.length);
  const knownNear: [number, number][] = [];
  for (const [a, b] of agreements) {
    const [left, right] = [index.get(a)!, index.get(b)!];
    const [knownLeft, knownRight] = [spellings[left]!.entityId, spellings[right]!.entityId];
    if (knownLeft === null && knownRight === null) sets.union(left, right);
    else if (knownLeft === null) knownNear.push([left, knownRight!]);
    else if (knownRight === null) knownNear.push([right, knownLeft]);
  }
  const adopted = new Map<number, number>();
  for (const [position, entityId] of knownNear) {
    const root = sets.find(position);
    adopted.set(root, Math.min(adopted.get(root) ?? entityId, entityId));
  }

  // Persons of each SSN: an entity by its number, a new one by a negative.
  const persons = new Map<number, Set<number>>();
  const personOf = (tokenNo: number): Set<number> => {
    const found = persons.get(tokenNo) ?? new Set<number>();
    persons.set(tokenNo, found);
    return found;
  };
  let newPersons = 0;
  const newPersonOfRoot = new Map<number, number>();
  const assignments: WageAssignment[] = [];
  spellings.forEach(({ nameNo, tokenNo, entityId, nameless }, position) => {
    if (entityId !== null) {
      personOf(tokenNo).add(entityId);
      return;
    }
    if (nameless) return;
    const root = sets.find(position);
    const known = adopted.get(root);
    if (known !== undefined) {
      assignments.push({ nameNo, entityId: known });
      return;
    }
    const newPerson = newPersonOfRoot.get(root) ?? newPersons++;
    newPersonOfRoot.set(root, newPerson);
    personOf(tokenNo).add(-1 - newPerson);
    assignments.push({ nameNo, newPerson });
  });
  for (const { nameNo, tokenNo, entityId, nameless } of spellings) {
    if (entityId !== null || !nameless) continue;
    const [only, ...others] = personOf(tokenNo);
    if (others.length > 0) assignments.push({ nameNo, unresolved: true });
    else if (only === undefined) assignments.push({ nameNo, newPerson: newPersons++ });
    else assignments.push(only < 0 ? { nameNo, newPerson: -1 - only } : { nameNo, entityId: only });
  }
  return Object.freeze(assignments);
}
