import type { CellSystem, Need } from '../system/cell-system.ts';

/** How far an attacker must be able to think a cell from its value: upward, downward, and both together. */
export interface ProtectionLevel {
  readonly upper: number;
  readonly lower: number;
  /** Least width of what is possible, wherever in it the value lies. @default upper + lower */
  readonly sliding?: number;
}

/** The levels that let the bounds of a cell cover its need. */
export function levelOfNeed(system: CellSystem, cell: number, need: Need): ProtectionLevel {
  const value = system.value[cell]!;
  return { upper: Math.max(0, need.high - value), lower: Math.max(0, value - need.low) };
}

/** Both ends of a level, and the width that it asks for beyond them. */
export function slidingBeyond(level: ProtectionLevel): number {
  return level.sliding !== undefined && level.sliding > level.upper + level.lower ? level.sliding : 0;
}
