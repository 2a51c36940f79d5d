import type { AttackerProgram, Direction } from './attacker-program.ts';
import { slidingBeyond } from './protection-level.ts';
import type { Target } from './separation.ts';

/**
 * Publishes, the dearest first, what is withheld without need: cells whose publication leaves every target its level.
 * Changes `shares` (0 or 1 each), which must protect every target.
 */
export function prune(
  program: AttackerProgram,
  targets: readonly Target[],
  shares: Float64Array,
  always: Uint8Array,
  costs: Float64Array,
): void {
  /** For every demand, the cells that the table proving it moves. */
  const demands = targets.flatMap((target) =>
    demandsOf(target).map((demand) => ({ ...demand, moved: new Set<number>() })),
  );
  const prove = (demand: (typeof demands)[number]): Set<number> | undefined => {
    let reached = 0;
    const moved = new Set<number>();
    for (const direction of demand.directions) {
      const push = program.push(demand.position, direction, demand.asked, shares, Number.POSITIVE_INFINITY);
      reached += push.distance;
      for (let at = 0; at < push.moves.length; at++) if (Math.abs(push.moves[at]!) > 1e-7) moved.add(at);
    }
    return reached < demand.asked - 1e-6 * Math.max(1, demand.asked) ? undefined : moved;
  };
  for (const demand of demands) demand.moved = prove(demand) ?? new Set(shares.keys());
  const candidates = [...shares.keys()]
    .filter((at) => shares[at]! > 0 && always[at] === 0)
    .sort((a, b) => costs[b]! - costs[a]!);
  for (const candidate of candidates) {
    shares[candidate] = 0;
    const proofs: [(typeof demands)[number], Set<number>][] = [];
    for (const demand of demands) {
      if (!demand.moved.has(candidate)) continue;
      const moved = prove(demand);
      if (moved === undefined) {
        shares[candidate] = 1;
        break;
      }
      proofs.push([demand, moved]);
    }
    if (shares[candidate] === 0) for (const [demand, moved] of proofs) demand.moved = moved;
  }
}

function demandsOf({ position, level }: Target): { position: number; directions: Direction[]; asked: number }[] {
  const width = slidingBeyond(level);
  const demands: { position: number; directions: Direction[]; asked: number }[] = [
    { position, directions: [1], asked: level.upper },
    { position, directions: [-1], asked: level.lower },
    { position, directions: [1, -1], asked: width },
  ];
  return demands.filter(({ asked }) => asked > 0);
}
