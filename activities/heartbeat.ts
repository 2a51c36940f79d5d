import { Context } from '@temporalio/activity';
import { HEARTBEAT_MILLISECONDS } from '../temporal.config.ts';

/** Progress of a step as its heartbeat carries it: counts only. */
export interface StepProgress {
  readonly done: number;
  readonly total: number;
}

/** Heartbeats for as long as `work` runs, so that a lost worker and a cancellation are both noticed within seconds. */
export async function withHeartbeat<T>(
  work: (signal: AbortSignal, report: (progress: StepProgress) => void) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let progress: StepProgress = { done: 0, total: 0 };
  const timer = setInterval(() => context.heartbeat(progress), HEARTBEAT_MILLISECONDS);
  try {
    return await work(context.cancellationSignal, (next) => {
      progress = next;
    });
  } finally {
    clearInterval(timer);
  }
}
