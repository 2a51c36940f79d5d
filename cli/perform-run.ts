import type { RunRequest } from '../schemas/run.ts';
import { cancelOnInterrupt } from './interruption.ts';
import { printJson, say } from './output.ts';
import { outcomeText, runOutcome } from './run-outcome.ts';
import { textTable } from './text-table.ts';
import type { OpenHub } from './with-hub.ts';

/** Has a run made to its end and prints what it made, or as far as it came. Ctrl-C cancels it. */
export async function performRun(
  { client, control, reporter }: OpenHub,
  request: RunRequest,
  { json }: { readonly json: boolean },
): Promise<void> {
  const { runId } = request;
  const quiet = cancelOnInterrupt(client, runId);
  try {
    const result = await client.run(request, reporter);
    const outcome = await runOutcome(control, runId);
    if (json) return printJson({ ...result, failedChecks: outcome.failedChecks });
    if (result.steps.length > 0) {
      const rows = result.steps.map((step) => [step.assetKey, step.rowsOut, step.seconds]);
      say(textTable(['asset', 'rows', 'seconds'], rows));
    }
    say(outcomeText(outcome));
  } catch (error) {
    // A hub that is gone cannot say what was made; why it is gone is what the error says.
    const outcome = await runOutcome(control, runId).catch(() => undefined);
    if (outcome !== undefined && outcome.steps.length > 0) {
      const { run, steps, failedChecks } = outcome;
      if (json) printJson({ runId, state: run.state, sentence: run.sentence, steps, failedChecks });
      else say(outcomeText(outcome));
    }
    throw error;
  } finally {
    quiet();
  }
}
