import { workflowInfo } from '@temporalio/workflow';
import type { RunResult } from '../schemas/run.ts';
import type { ScheduledRun } from '../schemas/schedule.ts';
import { RUN_WORKFLOW_PREFIX } from '../temporal.config.ts';
import { materializeRun } from './materialize-run.ts';

/** A run that a schedule begins: its id is that of the workflow, which the server makes from the time. */
export async function scheduledRun(request: ScheduledRun): Promise<RunResult> {
  const runId = workflowInfo().workflowId.slice(RUN_WORKFLOW_PREFIX.length);
  return await materializeRun({ ...request, runId, kind: 'schedule', onConflict: 'wait' });
}
