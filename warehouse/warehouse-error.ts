import { ExitCode, HubError } from '../schemas/errors.ts';

/** Thrown when the warehouse refuses or breaks off a statement. */
export class WarehouseError extends HubError {
  readonly exitCode = ExitCode.failed;
  readonly retryable: boolean;

  constructor(message: string, options: { readonly retryable: boolean; readonly cause: unknown }) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable;
  }
}
