import { createHash } from 'node:crypto';
import { recordApproval } from '../control/approvals.ts';
import { listAudit, recordAudit } from '../control/audit-log.ts';
import type { Control } from '../control/connect.ts';
import { moveRelease, recordRelease, showRelease } from '../control/releases.ts';
import { disclosureFolder } from '../publish/disclosure/record-folders.ts';
import { forgetRecord } from '../publish/disclosure/release-record.ts';
import { readOrganizations } from '../publish/organizations.ts';
import { discardRelease, publishRelease } from '../publish/publish-release.ts';
import { holdReleasedRows, showReleasedRows } from '../publish/released-tables.ts';
import { stageRelease as stage } from '../publish/stage-release.ts';
import { publicTables } from '../schemas/releases/tables/index.ts';
import {
  type ReleaseDecision,
  type ReleaseRequest,
  releaseDecisionSchema,
  releaseRequestSchema,
} from '../schemas/run.ts';
import type { StepProgress } from './heartbeat.ts';
import type { HubContext } from './hub-context.ts';
import { matchRates } from './match-rates.ts';
import { recordInLedger, requireStillSafe } from './release-ledger.ts';
import { endReleaseRun, recordPublished, releaseStep, releaseVersion, startReleaseRun } from './release-run.ts';
import { hasSyntheticLoads } from './synthetic-loads.ts';

const RELEASED = publicTables.map((definition) => definition.table);

/** Writes and checks the files of a release in a folder that nobody outside sees. */
export async function stageRelease(
  context: HubContext,
  given: ReleaseRequest,
  signal: AbortSignal,
  report?: (progress: StepProgress) => void,
): Promise<string> {
  const { runId, action } = releaseRequestSchema.parse(given);
  const startedAt = await startReleaseRun(context, runId, action);
  const { metadata } = await releaseStep(context, runId, 'stage', async () => {
    // An attempt that begins anew makes the same release, under the same id.
    const staged = await stage(
      { ...context, now: () => startedAt },
      {
        tables: RELEASED,
        organizations: await readOrganizations(context.warehouse),
        synthetic: await hasSyntheticLoads(context.warehouse),
        matchRates: await matchRates(context.warehouse, publicTables),
      },
    );
    await recordInLedger(context, staged, action, { signal, report });
    await holdReleasedRows(context.warehouse, staged.id, RELEASED);
    const manifestSha256 = createHash('sha256').update(JSON.stringify(staged)).digest('hex');
    await recordRelease(context.control, {
      releaseId: staged.id,
      runId,
      linkVersion: staged.linkVersion,
      manifestSha256,
      ...action,
      at: context.now(),
    });
    await auditOnce(context, 'release.stage', staged.id, action);
    return {
      rows: staged.tables.reduce((sum, { rows }) => sum + rows, 0),
      metadata: {
        releaseId: staged.id,
        synthetic: staged.synthetic,
        linkVersion: staged.linkVersion,
        ...(await releaseVersion(context, manifestSha256)),
      },
    };
  });
  return String(metadata.releaseId);
}

/** Carries out a person's decision. The approval is on record before anything becomes visible. */
export async function settleRelease(
  context: HubContext,
  releaseId: string,
  runId: string,
  given: ReleaseDecision,
  signal: AbortSignal,
): Promise<void> {
  const decision = releaseDecisionSchema.parse(given);
  await releaseStep(context, runId, 'decide', async () => {
    if (decision.approve) await requireStillSafe(context, releaseId, decision, signal);
    await carryOut(context, releaseId, decision);
    return {
      rows: 0,
      metadata: { releaseId, decision: decision.approve ? 'approve' : 'reject', actor: decision.actor },
    };
  });
  if (!decision.approve) {
    await endReleaseRun(context, runId, 'canceled', `Rejected by ${decision.actor}: ${decision.reason}`);
    return;
  }
  await recordPublished(context, runId, releaseId);
  await endReleaseRun(context, runId, 'succeeded');
  context.log.info('A release is published', { releaseId, runId });
}

async function carryOut(context: HubContext, releaseId: string, decision: ReleaseDecision): Promise<void> {
  const by = { actor: decision.actor, reason: decision.reason, at: context.now() };
  const { state } = await showRelease(context.control, releaseId);
  if (state === 'staged') {
    await auditOnce(
      context,
      decision.approve ? 'release.approve' : 'release.reject',
      releaseId,
      decision,
      (transaction) =>
        recordApproval(transaction, {
          subjectKind: 'release',
          subject: releaseId,
          decision: decision.approve ? 'approve' : 'reject',
          ...by,
        }),
    );
  }
  if (!decision.approve) {
    await discardRelease(context.releasesFolder, releaseId);
    await forgetRecord(disclosureFolder(context.dataRoot), releaseId);
    await moveRelease(context.control, releaseId, 'rejected', by);
    return;
  }
  await moveRelease(context.control, releaseId, 'approved', by);
  await publishRelease(context.releasesFolder, releaseId, { approvedBy: by.actor, reason: by.reason });
  await showReleasedRows(context.warehouse, releaseId, by.at);
  await moveRelease(context.control, releaseId, 'published', by);
}

/** Puts an action on record together with what else it is recorded by, unless an earlier attempt has. */
async function auditOnce(
  context: HubContext,
  action: string,
  releaseId: string,
  by: { readonly actor: string; readonly reason: string },
  also: (transaction: Control) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const object = `release:${releaseId}`;
  if ((await listAudit(context.control, { action, object, limit: 1 })).length > 0) return;
  await context.control.transaction(async (transaction) => {
    await also(transaction);
    await recordAudit(transaction, { actor: by.actor, action, object, reason: by.reason, at: context.now() });
  });
}
