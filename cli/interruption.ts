import { ExitCode } from '../schemas/errors.ts';
import type { HubClient } from './hub-client.ts';
import { say } from './output.ts';

/**
 * Cancels the run when the command is interrupted, so that its SQL stops before the stores do.
 * @returns takes the handlers off again
 */
export function cancelOnInterrupt(client: HubClient, runId: string): () => void {
  const cancel = () => {
    say('Canceling the run …');
    process.exitCode = ExitCode.interrupted;
    client.cancelRun(runId).catch((error: unknown) => say(`The run could not be canceled: ${String(error)}`));
  };
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  return () => {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  };
}
