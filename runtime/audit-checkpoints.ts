import { join } from 'node:path';
import type { SignedCheckpoint } from '../control/audit/checkpoint.ts';
import { isCheckpointDue, storedCheckpoints, takeCheckpoint } from '../control/audit/checkpoint-store.ts';
import { checkpointFile, readCheckpoints } from '../control/audit/export-folder.ts';
import type { NoteSigner } from '../control/audit/signed-note.ts';
import type { Control } from '../control/connect.ts';
import type { Log } from './log.ts';
import { writeOnce } from './write-once.ts';

export interface AuditCheckpointsOptions {
  readonly control: Control;
  /** Folder that keeps every checkpoint beside the store, so that the store alone cannot forget one. */
  readonly folder: string;
  /** @param mayMake whether nothing was signed yet */
  readonly openKey: (mayMake: boolean) => Promise<NoteSigner>;
  readonly now: () => Date;
}

/** The signing of the audit log, as the worker does it. */
export interface AuditCheckpoints {
  /** Signs the log as it is. Undefined while it is empty. @throws InvariantError when it is not intact */
  take(): Promise<SignedCheckpoint | undefined>;
  /** The same, when it is due. */
  takeWhenDue(): Promise<SignedCheckpoint | undefined>;
}

/** Signs the log with the hub's key, and keeps the checkpoints in the store and as files. */
export function auditCheckpoints(options: AuditCheckpointsOptions): AuditCheckpoints {
  const { control, folder, openKey, now } = options;
  const take = async () => {
    const { checkpoints } = await storedCheckpoints(control);
    const witnessed = await readCheckpoints(folder);
    const signer = await openKey(checkpoints.length === 0 && witnessed.length === 0);
    const taken = await takeCheckpoint(control, { signer, now, witnessed });
    if (taken !== undefined) writeOnce(join(folder, checkpointFile(taken)), taken.text);
    return taken;
  };
  return Object.freeze({
    take,
    takeWhenDue: async () => ((await isCheckpointDue(control, now())) ? take() : undefined),
  });
}

const LOOK_EVERY_MILLISECONDS = 15 * 60_000;

/**
 * Looks at once and then time and again whether the log is to be signed. A failure is logged and stops nothing.
 * @returns ends it, once the look under way is over
 */
export function keepAuditSigned(checkpoints: AuditCheckpoints, log: Log): () => Promise<void> {
  let underWay = Promise.resolve();
  const look = () => {
    underWay = underWay.then(async () => {
      try {
        const taken = await checkpoints.takeWhenDue();
        if (taken !== undefined) log.info('The audit log is signed', { count: taken.head.size });
      } catch (error) {
        log.error('The audit log could not be signed', error);
      }
    });
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MILLISECONDS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
