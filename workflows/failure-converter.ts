import { DefaultFailureConverter } from '@temporalio/common';

/** Keeps messages and stacks of failures in a payload, where the codec encrypts them like everything else. */
export const failureConverter: DefaultFailureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
