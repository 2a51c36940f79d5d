import { ExitCode, HubError } from '../schemas/errors.ts';

/** Thrown when a model parameter has nothing to be estimated from and the model file does not fix it. */
export class UntrainedParameterError extends HubError {
  readonly exitCode = ExitCode.contract;
  readonly retryable = false;
}

/** Thrown when a blocking rule or key would produce more pairs than the model's budget; nothing has run by then. */
export class BlockingBudgetError extends HubError {
  readonly exitCode = ExitCode.contract;
  readonly retryable = false;
}

/** Thrown when an incremental run would go on from what no longer fits: a full version must be made. Nothing is written. */
export class FullVersionNeededError extends HubError {
  readonly exitCode = ExitCode.contract;
  readonly retryable = false;
}
