import type { AssetGraph } from '../assets/asset-graph.ts';
import type { StepResult } from '../schemas/run.ts';

/** Wall time of each group of assets, from the start of its first step to the end of its last, in seconds. */
export function stageSeconds(graph: AssetGraph, steps: readonly StepResult[]): Record<string, number> {
  const spans = new Map<string, { start: number; end: number }>();
  for (const step of steps) {
    const group = graph.assets.get(step.assetKey)?.group ?? 'other';
    const end = step.startedAt + step.seconds * 1000;
    const span = spans.get(group);
    if (span === undefined) spans.set(group, { start: step.startedAt, end });
    else spans.set(group, { start: Math.min(span.start, step.startedAt), end: Math.max(span.end, end) });
  }
  return Object.fromEntries([...spans].map(([group, { start, end }]) => [group, tenths((end - start) / 1000)]));
}

export function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
