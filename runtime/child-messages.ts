import { z } from 'zod';
import { type ExitCode, HubError } from '../schemas/errors.ts';

/** What a child tells its supervisor over IPC. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    /** Where it can be reached, if it can be. */
    url: z.string().optional(),
  }),
  z.object({
    type: z.literal('failed'),
    /** Class name of the error. */
    name: z.string(),
    /** One sentence, without a value of a person's row. Absent for an error that is not the hub's own. */
    sentence: z.string().optional(),
    hint: z.string().optional(),
    exitCode: z.number().int(),
    retryable: z.boolean(),
  }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
export type ChildFailure = Extract<ChildMessage, { type: 'failed' }>;

/** Thrown when a child of the supervisor failed to start or stopped by itself. */
export class ChildProcessError extends HubError {
  readonly exitCode: ExitCode;
  readonly retryable: boolean;

  /** @param failure what the child said before it ended; absent when it said nothing */
  constructor(sentence: string, options: { hint: string; child: string; failure?: ChildFailure | undefined }) {
    super(sentence, { hint: options.failure?.hint ?? options.hint, fields: { child: options.child } });
    this.exitCode = (options.failure?.exitCode ?? 1) as ExitCode;
    this.retryable = options.failure?.retryable ?? false;
  }
}
