import type { SignedCheckpoint } from '../control/audit/checkpoint.ts';
import type { AuditActivities } from '../workflows/activity-types.ts';
import { toFailure } from './failure.ts';
import { withHeartbeat } from './heartbeat.ts';

/** The activities of the audit log, over what signs it. */
export function createAuditActivities(checkpoints: {
  readonly take: () => Promise<SignedCheckpoint | undefined>;
}): AuditActivities {
  return {
    signAuditLog: () =>
      withHeartbeat(async () => {
        try {
          return (await checkpoints.take())?.text;
        } catch (error) {
          throw toFailure(error);
        }
      }),
  };
}
