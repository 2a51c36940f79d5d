import { bestAssignment } from './assignment.ts';
import { compareEdges, type LinkEdge, type ResolvedPair } from './link-edge.ts';

/** Beyond this many entities a side, edges are taken greedily: an optimal assignment costs their cube. */
const LARGEST_ASSIGNMENT = 60;

export interface Choice {
  readonly chosen: readonly number[];
  /** Edges whose rivals are as good: for a person to decide. */
  readonly tied: readonly number[];
}

/** The edges of one pair of sources, within one component, that can hold together. Indices refer to `edges`. */
export function chooseEdges(indices: readonly number[], edges: readonly LinkEdge[], pair: ResolvedPair): Choice {
  const best = bestOfEachPair(indices, edges);
  if (pair.leftUnique && pair.rightUnique) return assign(best, edges);
  if (pair.leftUnique) return chooseBestPartner(best, edges, 'er');
  if (pair.rightUnique) return chooseBestPartner(best, edges, 'el');
  return { chosen: best, tied: [] };
}

/** Several steps may want the same pair: the first by rank and weight stands for it. */
function bestOfEachPair(indices: readonly number[], edges: readonly LinkEdge[]): readonly number[] {
  const sorted = [...indices].sort((a, b) => compareEdges(edges[a]!, edges[b]!));
  const seen = new Set<string>();
  return sorted.filter((index) => {
    const key = `${edges[index]!.el} ${edges[index]!.er}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A deterministic link outweighs any sum of evidence; an earlier rule outweighs a later one. */
function worth(edge: LinkEdge): number {
  return edge.weight === null ? 1e6 - edge.rank : Math.max(edge.weight, 1e-6);
}

/** Each entity of one side takes its best partner on the other, of which a person has only one. */
function chooseBestPartner(sorted: readonly number[], edges: readonly LinkEdge[], side: 'el' | 'er'): Choice {
  const byEntity = new Map<number, number[]>();
  for (const index of sorted) {
    const entity = edges[index]![side];
    byEntity.set(entity, [...(byEntity.get(entity) ?? []), index]);
  }
  const chosen: number[] = [];
  const tied: number[] = [];
  for (const rivals of byEntity.values()) {
    const [first, ...others] = rivals as [number, ...number[]];
    const equal = others.filter((other) => tie(edges[first]!, worth(edges[first]!) - worth(edges[other]!)));
    if (equal.length === 0) chosen.push(first);
    else tied.push(first, ...equal);
  }
  return { chosen, tied };
}

/** Equal worth is always a tie; a smaller difference than the pass's margin is one, too. */
function tie(edge: LinkEdge, difference: number): boolean {
  return difference <= 1e-9 || difference < edge.tieMargin;
}

function assign(sorted: readonly number[], edges: readonly LinkEdge[]): Choice {
  const left = [...new Set(sorted.map((index) => edges[index]!.el))];
  const right = [...new Set(sorted.map((index) => edges[index]!.er))];
  if (Math.max(left.length, right.length) > LARGEST_ASSIGNMENT) return assignGreedily(sorted, edges);

  const row = new Map(left.map((entity, position) => [entity, position]));
  const column = new Map(right.map((entity, position) => [entity, position]));
  const edgeAt = left.map(() => new Array<number | undefined>(right.length).fill(undefined));
  for (const index of sorted) edgeAt[row.get(edges[index]!.el)!]![column.get(edges[index]!.er)!] = index;
  const solve = (without: number | null): readonly number[] => {
    const weights = edgeAt.map((cells) =>
      cells.map((index) => (index === undefined || index === without ? undefined : worth(edges[index]!))),
    );
    return [...bestAssignment(weights)].flatMap((at, position) => (at < 0 ? [] : [edgeAt[position]![at]!]));
  };
  const total = (choice: readonly number[]) => choice.reduce((sum, index) => sum + worth(edges[index]!), 0);

  const optimum = solve(null);
  const optimumTotal = total(optimum);
  const tied = new Set<number>();
  for (const index of optimum) {
    const other = solve(index);
    if (!tie(edges[index]!, optimumTotal - total(other))) continue;
    tied.add(index);
    for (const rival of other) if (!optimum.includes(rival)) tied.add(rival);
  }
  return { chosen: optimum.filter((index) => !tied.has(index)), tied: [...tied] };
}

/** For components too large to solve: best edges first, and a rival within the margin makes a tie. */
function assignGreedily(sorted: readonly number[], edges: readonly LinkEdge[]): Choice {
  const ends = (edge: LinkEdge): readonly string[] => [`l${edge.el}`, `r${edge.er}`];
  const ofEnd = new Map<string, number[]>();
  for (const index of sorted) {
    for (const end of ends(edges[index]!)) ofEnd.set(end, [...(ofEnd.get(end) ?? []), index]);
  }
  const taken = new Set<string>();
  const chosen: number[] = [];
  const tied = new Set<number>();
  for (const index of sorted) {
    const edge = edges[index]!;
    if (ends(edge).some((end) => taken.has(end))) continue;
    for (const end of ends(edge)) taken.add(end);
    const rivals = ends(edge)
      .flatMap((end) => ofEnd.get(end)!)
      .filter((rival) => rival !== index && tie(edge, Math.abs(worth(edge) - worth(edges[rival]!))));
    if (rivals.length === 0) chosen.push(index);
    else for (const each of [index, ...rivals]) tied.add(each);
  }
  return { chosen: chosen.filter((index) => !tied.has(index)), tied: [...tied] };
}
