import { createHash } from 'node:crypto';
import { recordApproval } from '../control/approvals.ts';
import { recordAudit } from '../control/audit-log.ts';
import { moveRelease, recordRelease, showRelease } from '../control/releases.ts';
import { readOrganizations } from '../publish/organizations.ts';
import { discardRelease, publishRelease } from '../publish/publish-release.ts';
import { stageRelease as stage } from '../publish/stage-release.ts';
import { publicTables } from '../schemas/releases/tables/index.ts';
import {
  type ReleaseDecision,
  type ReleaseRequest,
  releaseDecisionSchema,
  releaseRequestSchema,
} from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';
import { matchRates } from './match-rates.ts';

/** Writes and checks the files of a release in a folder that nobody outside sees. */
export async function stageRelease(context: HubContext, given: ReleaseRequest): Promise<string> {
  const { runId, action, synthetic } = releaseRequestSchema.parse(given);
  const staged = await stage(context, {
    tables: publicTables.map((definition) => definition.table),
    organizations: await readOrganizations(context.warehouse),
    synthetic,
    matchRates: await matchRates(context.warehouse, publicTables),
  });
  await recordRelease(context.control, {
    releaseId: staged.id,
    runId,
    linkVersion: staged.linkVersion,
    manifestSha256: createHash('sha256').update(JSON.stringify(staged)).digest('hex'),
    actor: action.actor,
    at: context.now(),
  });
  await audit(context, 'release.stage', staged.id, action);
  return staged.id;
}

/** Carries out a person's decision. The approval is on record before anything becomes visible. */
export async function settleRelease(
  context: HubContext,
  releaseId: string,
  runId: string,
  given: ReleaseDecision,
): Promise<void> {
  const decision = releaseDecisionSchema.parse(given);
  const by = { actor: decision.actor, reason: decision.reason, at: context.now() };
  const { state } = await showRelease(context.control, releaseId);
  if (state === 'staged') {
    await recordApproval(context.control, {
      subjectKind: 'release',
      subject: releaseId,
      decision: decision.approve ? 'approve' : 'reject',
      ...by,
    });
    await audit(context, decision.approve ? 'release.approve' : 'release.reject', releaseId, decision);
  }
  if (!decision.approve) {
    await discardRelease(context.releasesFolder, releaseId);
    await moveRelease(context.control, releaseId, 'rejected', by);
    return;
  }
  await moveRelease(context.control, releaseId, 'approved', by);
  await publishRelease(context.releasesFolder, releaseId, { approvedBy: by.actor, reason: by.reason });
  await moveRelease(context.control, releaseId, 'published', by);
  context.log.info('A release is published', { releaseId, runId });
}

function audit(
  context: HubContext,
  action: string,
  releaseId: string,
  by: { readonly actor: string; readonly reason: string },
): Promise<unknown> {
  return recordAudit(context.control, {
    actor: by.actor,
    action,
    object: `release:${releaseId}`,
    reason: by.reason,
    at: context.now(),
  });
}
