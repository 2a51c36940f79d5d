import { ExitCode, HubError } from '../../schemas/errors.ts';

/** Thrown when a release folder is not what its manifest says, so that nothing of it may be shown. */
export class ReleaseRefusedError extends HubError {
  readonly exitCode = ExitCode.contract;
  readonly retryable = false;
}

/** Thrown when no release has been published yet. */
export class NoReleaseError extends HubError {
  readonly exitCode = ExitCode.failed;
  readonly retryable = true;
}
