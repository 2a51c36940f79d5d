import type { TotalGroupCounts, TotalGroupPlace } from '../../publish/total-group-cells.ts';
import type { EvaluationResult } from '../../schemas/run.ts';

export interface ExtractCounts {
  readonly read: number;
  readonly loaded: number;
  readonly quarantined: number;
  /** Reason → rows; a row may have several. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface PublicCounts {
  readonly cells: number;
  readonly published: number;
  readonly suppressed: number;
}

/** What the demo did, as `--json` prints it. */
export interface DemoReport {
  readonly seconds: { readonly total: number; readonly [stage: string]: number };
  readonly peakMemoryMb: number | null;
  readonly extracts: Readonly<Record<string, ExtractCounts>>;
  readonly linkage: EvaluationResult['pairs'];
  readonly twins: EvaluationResult['twins'];
  readonly tables: Readonly<Record<string, number>>;
  /** Checks that failed and stopped nothing, with their counts, by table. */
  readonly warnings: Readonly<Record<string, string>>;
  readonly public: Readonly<Record<string, PublicCounts>>;
  /** Cells of all students together, of the state and of districts. */
  readonly totalGroups: Readonly<Record<TotalGroupPlace, TotalGroupCounts>>;
  readonly release: { readonly id: string; readonly files: readonly string[] };
}
