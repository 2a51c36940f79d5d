import { ContractBreachError } from '../../schemas/errors.ts';

/** Codes that nest under one total. */
export interface Hierarchy {
  readonly root: string;
  /** Every code, the root first, each after its parents. */
  readonly codes: readonly string[];
  /** A total and the codes that add up to it, one for each parent. */
  readonly lines: readonly { readonly total: string; readonly parts: readonly string[] }[];
}

/**
 * Reads a hierarchy from parents and children.
 * @param name of the table and column, for the sentence of an error
 * @throws ContractBreachError when codes run in a circle, or have not one total
 */
export function readHierarchy(
  name: string,
  pairs: readonly { readonly parent: string; readonly child: string }[],
): Hierarchy {
  const children = new Map<string, string[]>();
  const parents = new Map<string, Set<string>>();
  for (const { parent, child } of pairs) {
    const siblings = children.get(parent) ?? [];
    children.set(parent, siblings);
    if (siblings.includes(child)) refuse(`${name}: the hierarchy has ${child} under ${parent} twice`);
    siblings.push(child);
    parents.set(child, (parents.get(child) ?? new Set()).add(parent));
  }
  const roots = [...children.keys()].filter((code) => !parents.has(code));
  const waiting = new Map([...parents].map(([code, above]) => [code, above.size]));
  const codes: string[] = [...roots];
  for (let at = 0; at < codes.length; at++) {
    for (const child of children.get(codes[at]!) ?? []) {
      const left = waiting.get(child)! - 1;
      waiting.set(child, left);
      if (left === 0) codes.push(child);
    }
  }
  const circle = [...waiting].find(([, left]) => left > 0);
  if (circle !== undefined) refuse(`${name}: the hierarchy runs in a circle through ${circle[0]}`);
  if (roots.length !== 1) {
    refuse(`${name}: the hierarchy must have one total of all, and has ${roots.length}: ${roots.join(', ')}`);
  }
  const lines = [...children].map(([total, parts]) => ({ total, parts: [...parts].sort() }));
  return { root: roots[0]!, codes, lines };
}

function refuse(sentence: string): never {
  throw new ContractBreachError(sentence, {
    hint: 'Each line of a hierarchy file names a parent and one child; exactly one code has no parent.',
  });
}
