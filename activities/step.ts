import type { Asset } from '../assets/define-asset.ts';
import type { PartitionRange } from '../assets/partitions/partition-range.ts';
import type { RunRequest } from '../schemas/run.ts';
import type { StepProgress } from './heartbeat.ts';
import type { HubContext } from './hub-context.ts';

/** What a step is asked to do. */
export interface StepCall {
  readonly context: HubContext;
  readonly request: RunRequest;
  readonly asset: Asset;
  /** As the record names what is made: a partition, a range of them, or `all`. */
  readonly partition: string;
  /** Places of the partitions on the asset's axis. Absent: all there are. */
  readonly range?: PartitionRange | undefined;
  readonly signal: AbortSignal;
  readonly report: (progress: StepProgress) => void;
}

/** What a step made: counts and small facts. */
export interface StepOutcome {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsRejected: number;
  readonly metadata: Readonly<Record<string, number | string | boolean>>;
}

/** A function that makes assets of one kind. Repeating it after a crash must be safe. */
export type Step = (call: StepCall) => Promise<StepOutcome>;

/** The outcome of a step that only makes rows. */
export function made(rows: number, metadata: StepOutcome['metadata'] = {}): StepOutcome {
  return Object.freeze({ rowsIn: rows, rowsOut: rows, rowsRejected: 0, metadata });
}
