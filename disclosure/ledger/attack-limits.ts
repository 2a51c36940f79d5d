import type { BoundsLimits } from './attack-bounds.ts';

/**
 * How far the bounds of a release are attacked. Exact attacks have no limit; a program over a component of thousands of
 * hidden cells takes seconds, and there are as many as sensitive cells: those are counted as unproven.
 */
export const RELEASE_ATTACK: Omit<BoundsLimits, 'whole'> = Object.freeze({ programs: 5000, componentLimit: 400 });
