import type { DisclosurePolicy } from '../../schemas/disclosure/policy.ts';

/** A share as an interval, both ends included. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/**
 * The band a share is published as, by its denominator; undefined when the denominator is too small for any. Bands
 * step from the lower end code in the policy's width, and a band that leaves fewer than the policy's minimum of whole
 * numerators open is joined to the next one.
 */
export function rateBand(policy: DisclosurePolicy, numerator: number, denominator: number): Band | undefined {
  const coding = policy.rateBands.findLast((band) => denominator >= band.fromDenominator);
  if (coding === undefined) return undefined;
  const edges = bandEdges(coding.end, coding.width);
  const share = numerator / denominator;
  let upper = edges.findIndex((edge, index) => index > 0 && share <= edge + 1e-12);
  let lower = upper - 1;
  // Shares at the upper end code belong to it, as those at the lower one do.
  if (share >= 1 - coding.end - 1e-12) {
    upper = edges.length - 1;
    lower = upper - 1;
  }
  while (wholeNumbers(edges[lower]!, edges[upper]!, denominator) < policy.interval.minimumNumerators) {
    if (upper < edges.length - 1 && (share < 0.5 || lower === 0)) upper++;
    else if (lower > 0) lower--;
    else return undefined;
  }
  return { low: edges[lower]!, high: edges[upper]! };
}

function bandEdges(end: number, width: number): number[] {
  const steps = Math.max(1, Math.floor((1 - 2 * end) / width + 1e-9));
  const inner = Array.from({ length: steps - 1 }, (_, step) => tidy(end + (step + 1) * width));
  return [0, end, ...inner, tidy(1 - end), 1];
}

function wholeNumbers(low: number, high: number, denominator: number): number {
  return Math.floor(high * denominator + 1e-9) - Math.ceil(low * denominator - 1e-9) + 1;
}

function tidy(value: number): number {
  return Number(value.toFixed(6));
}
