import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordAudit } from '../control/audit-log.ts';
import { moveRelease, releasedSoFar, showRelease } from '../control/releases.ts';
import {
  ATTACK_FILE,
  blockedAttackPath,
  disclosureFolder,
  recordFolder,
} from '../publish/disclosure/record-folders.ts';
import { forgetRecord, readRecord, recordRelease, writePrivate } from '../publish/disclosure/release-record.ts';
import { discardRelease } from '../publish/publish-release.ts';
import { defaultDisclosurePolicy } from '../schemas/disclosure/default-policy.ts';
import { type AttackRecord, attackRecordSchema } from '../schemas/disclosure/release-record.ts';
import { ContractBreachError } from '../schemas/errors.ts';
import type { StagedRelease } from '../schemas/releases/release-manifest.ts';
import { publicTables } from '../schemas/releases/tables/index.ts';
import type { Action } from '../schemas/run.ts';
import { attackInThread } from './attack-in-thread.ts';
import type { StepProgress } from './heartbeat.ts';
import type { HubContext } from './hub-context.ts';

interface Watched {
  readonly signal: AbortSignal;
  readonly report?: ((progress: StepProgress) => void) | undefined;
}

/**
 * Enters a release that was just written in the ledger, and attacks it together with every release before it.
 * @throws ContractBreachError when the attack exposes anything: then the release is set aside
 */
export async function recordInLedger(
  context: HubContext,
  staged: StagedRelease,
  action: Action,
  watched: Watched,
): Promise<void> {
  const disclosure = disclosureFolder(context.dataRoot);
  await recordRelease({ ...context, disclosureFolder: disclosure }, staged, publicTables);
  const attack = await attackOn(context, staged.id, watched);
  if (attack.exposed.length === 0) {
    await writePrivate(join(recordFolder(disclosure, staged.id), ATTACK_FILE), attack);
    return;
  }
  await block(context, staged.id, attack, action);
}

/**
 * Attacks a release again before it becomes visible, where others have become so since it was staged.
 * @throws ContractBreachError when the attack exposes anything: then the release is rejected
 */
export async function requireStillSafe(
  context: HubContext,
  releaseId: string,
  action: Action,
  signal: AbortSignal,
): Promise<void> {
  const disclosure = disclosureFolder(context.dataRoot);
  const { state } = await showRelease(context.control, releaseId);
  if (state !== 'staged' || (await readRecord(disclosure, releaseId)) === undefined) return;
  const path = join(recordFolder(disclosure, releaseId), ATTACK_FILE);
  const before = attackRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const earlier = await releasedSoFar(context.control, releaseId);
  if (earlier.every((id) => before.releases.includes(id))) return;
  const attack = await attackOn(context, releaseId, { signal });
  if (attack.exposed.length === 0) return writePrivate(path, attack);
  await moveRelease(context.control, releaseId, 'rejected', {
    ...action,
    reason: `Blocked: together with later releases it exposes ${attack.exposed.length} numbers`,
    at: context.now(),
  });
  await block(context, releaseId, attack, action);
}

async function attackOn(context: HubContext, releaseId: string, { signal, report }: Watched): Promise<AttackRecord> {
  return attackInThread(
    {
      folders: { disclosureFolder: disclosureFolder(context.dataRoot), releasesFolder: context.releasesFolder },
      releaseId,
      earlier: await releasedSoFar(context.control, releaseId),
      policy: defaultDisclosurePolicy,
    },
    signal,
    report,
  );
}

/** Sets a release aside that its attack exposes. What it exposes is kept where nobody outside can see it. */
async function block(context: HubContext, releaseId: string, attack: AttackRecord, action: Action): Promise<never> {
  const disclosure = disclosureFolder(context.dataRoot);
  await writePrivate(blockedAttackPath(disclosure, releaseId), attack);
  await recordAudit(context.control, {
    actor: action.actor,
    action: 'release.block',
    object: `release:${releaseId}`,
    reason: `The attack exposes ${attack.exposed.length} sensitive numbers`,
    at: context.now(),
  });
  await discardRelease(context.releasesFolder, releaseId);
  await forgetRecord(disclosure, releaseId);
  throw new ContractBreachError(
    `The attack exposes ${attack.exposed.length} sensitive numbers of release ${releaseId}`,
    {
      hint: `It is blocked. \`hub release attack ${releaseId}\` lists them, with the sums that expose each; then make public.tables again.`,
      fields: { releaseId, exposed: attack.exposed.length },
    },
  );
}
