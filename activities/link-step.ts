import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordAudit } from '../control/audit-log.ts';
import { recordLinkVersion, promoteLinkVersion as recordPromotion } from '../control/link-versions.ts';
import { latestMaterializations } from '../control/materializations.ts';
import type { LinkReport } from '../linkers/link-report.ts';
import { promoteLinkVersion } from '../linkers/promote-link-version.ts';
import { runLinkage } from '../linkers/run-linkage.ts';
import { withoutSources } from '../linkers/without-sources.ts';
import { UsageError } from '../schemas/errors.ts';
import { type LinkModel, parseLinkModel } from '../schemas/link-model/link-model.ts';
import { projectRoot } from '../schemas/project-root.ts';
import { LINK_MODEL } from './link-model-file.ts';
import type { StepCall } from './step.ts';
import { made, type Step } from './step.ts';

/**
 * Links all source entities into a new version and promotes it. Promotion changes nothing public: tables stay as they
 * are until they are built again, and a release refuses tables of different versions.
 */
export const linkStep: Step = async (call) => {
  const { context, report } = call;
  const model = await modelForWhatIsLoaded(call, await readModel());
  const linkVersion = await nextVersion(call);
  const linked = await runLinkage(context.warehouse, model, {
    entityTable: 'vault.entity_variant',
    linkVersion,
    keepsBasis: true,
    clock: context.now,
    onProgress: ({ done, total }) => report({ done, total }),
  });
  await record(call, linked);
  await promoteLinkVersion(context.warehouse, linkVersion, { clock: context.now });
  await promoteRecorded(call, linkVersion);
  return made(linked.persons, {
    linkVersion,
    persons: linked.persons,
    linkedPersons: linked.linkedPersons,
    largestCluster: linked.largestCluster,
    modelHash: linked.modelHash,
    content: linked.resultHash,
  });
};

async function readModel(): Promise<LinkModel> {
  return parseLinkModel(JSON.parse(await readFile(join(projectRoot, LINK_MODEL), 'utf8')));
}

/** The optional sources, such as a roster, leave the model where nothing of them is loaded. */
async function modelForWhatIsLoaded({ context }: StepCall, model: LinkModel): Promise<LinkModel> {
  const rows = await context.warehouse.query<{ source: string }>('SELECT DISTINCT source FROM vault.entity_variant');
  const loaded = new Set(rows.map(({ source }) => source));
  if (loaded.size === 0) {
    throw new UsageError('No record of a person is loaded, so there is nobody to link', {
      hint: 'Take in an extract first: hub ingest.',
    });
  }
  return withoutSources(
    model,
    Object.keys(model.sources).filter((source) => !loaded.has(source)),
  );
}

/** A version whose making broke off has no row, and its number is taken again. */
async function nextVersion({ context }: StepCall): Promise<number> {
  const [row] = await context.warehouse.query<{ latest: number }>(
    'SELECT COALESCE(MAX(link_version), 0) AS latest FROM linkage.version',
  );
  return Number(row?.latest ?? 0) + 1;
}

async function record({ context, request, asset }: StepCall, linked: LinkReport): Promise<void> {
  const read = await latestMaterializations(
    context.control,
    asset.upstream.map(({ key }) => key),
  );
  await recordLinkVersion(context.control, {
    linkVersion: linked.linkVersion,
    runId: request.runId,
    modelHash: linked.modelHash,
    codeVersion: context.codeVersion,
    inputs: Object.fromEntries(read.map(({ assetKey, dataVersion }) => [assetKey, dataVersion])),
    parameters: { model: linked.model, modelVersion: linked.modelVersion, resultHash: linked.resultHash },
    counts: {
      persons: linked.persons,
      linkedPersons: linked.linkedPersons,
      largestCluster: linked.largestCluster,
      entities: Object.fromEntries(linked.sources.map(({ source, entities }) => [source, entities])),
      events: { ...linked.events },
      passes: linked.passes.map(({ sourcePair, pass, linked: pairs, review }) => ({
        sourcePair,
        pass,
        linked: pairs,
        review,
      })),
    },
    at: context.now(),
  });
}

async function promoteRecorded({ context, request }: StepCall, linkVersion: number): Promise<void> {
  const { actor, reason } = request.action;
  await recordPromotion(context.control, linkVersion, { actor, reason, at: context.now() });
  await recordAudit(context.control, {
    actor,
    action: 'link_version.promote',
    object: `link_version:${linkVersion}`,
    reason,
    at: context.now(),
  });
}
