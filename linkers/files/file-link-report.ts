import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { StepReport } from '../link-report.ts';
import type { LinkInput } from './link-input.ts';
import type { ReadSource } from './read-inputs.ts';
import type { TruthReport } from './score-truth.ts';
import type { ResultCounts } from './write-outputs.ts';

/** What linking files did. Counts and parameters only: no value of a record. */
export interface FileLinkReport {
  readonly model: { readonly name: string; readonly version: number; readonly hash: string };
  readonly inputs: readonly { readonly source: string | null; readonly path: string }[];
  /** Column that identifies a record within its source. */
  readonly idColumn: string;
  readonly sources: readonly ReadSource[];
  readonly records: number;
  /** Every deterministic rule and every Fellegi–Sunter pass, with the pairs of each blocking rule. */
  readonly passes: readonly StepReport[];
  readonly results: ResultCounts;
  /** Seconds by stage; passes are named `left_right.pass`. */
  readonly stages: Readonly<Record<string, number>>;
  /** Most memory resident at once, in megabytes. */
  readonly peakMemoryMb: number;
  readonly threads: number;
  readonly truth?: TruthReport;
}

export function fileLinkReport(parts: {
  readonly model: LinkModel;
  readonly modelHash: string;
  readonly inputs: readonly LinkInput[];
  readonly idColumn: string;
  readonly sources: readonly ReadSource[];
  readonly steps: readonly StepReport[];
  readonly counts: ResultCounts;
  readonly accuracy: TruthReport | undefined;
  readonly threads: number;
  readonly stages: Readonly<Record<string, number>>;
}): FileLinkReport {
  return Object.freeze({
    model: { name: parts.model.name, version: parts.model.version, hash: parts.modelHash },
    inputs: parts.inputs.map(({ source, path }) => ({ source: source ?? null, path })),
    idColumn: parts.idColumn,
    sources: parts.sources,
    records: parts.sources.reduce((sum, { records }) => sum + records, 0),
    passes: parts.steps,
    results: parts.counts,
    stages: parts.stages,
    // In kilobytes, whatever the platform.
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    threads: parts.threads,
    ...(parts.accuracy === undefined ? {} : { truth: parts.accuracy }),
  });
}
