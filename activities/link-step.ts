import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../control/json-value.ts';
import { recordLinkVersion } from '../control/link-versions.ts';
import { latestMaterializations } from '../control/materializations.ts';
import { listPairReviews, settledPairs } from '../control/pair-reviews.ts';
import type { LinkReport } from '../linkers/link-report.ts';
import { runLinkage } from '../linkers/run-linkage.ts';
import { withoutSources } from '../linkers/without-sources.ts';
import { UsageError } from '../schemas/errors.ts';
import { type LinkModel, parseLinkModel } from '../schemas/link-model/link-model.ts';
import { projectRoot } from '../schemas/project-root.ts';
import { LINK_MODEL } from './link-model-file.ts';
import { putInForce } from './promote-link-version.ts';
import type { StepCall } from './step.ts';
import { made, type Step } from './step.ts';
import { requirePromoted } from './table-step.ts';

/**
 * Links all source entities into a new version and promotes it, unless the request wants to look at it first. Promotion
 * changes nothing public: tables stay as they are until they are built again, and a release refuses tables of different
 * versions.
 */
export const linkStep: Step = async (call) => {
  const { context, request, report } = call;
  const model = await modelForWhatIsLoaded(call, await readModel());
  const base = await baseVersion(call);
  const linkVersion = await nextVersion(call);
  const linked = await runLinkage(context.warehouse, model, {
    entityTable: 'vault.entity_variant',
    linkVersion,
    keepsBasis: true,
    ...(base === undefined ? {} : { base: { linkVersion: base } }),
    evidence: settledPairs(await listPairReviews(context.control)),
    clock: context.now,
    onProgress: ({ done, total }) => report({ done, total }),
  });
  await record(call, linked);
  if (request.link?.promote !== false) await putInForce(context, linkVersion, request.action);
  return made(linked.persons, {
    linkVersion,
    persons: linked.persons,
    linkedPersons: linked.linkedPersons,
    largestCluster: linked.largestCluster,
    modelHash: linked.modelHash,
    content: linked.resultHash,
    ...(base === undefined ? {} : { baseVersion: base }),
  });
};

/** @throws ConflictError when an incremental run has nothing to go on from */
async function baseVersion({ context, request }: StepCall): Promise<number | undefined> {
  if (request.link?.incremental !== true) return undefined;
  return request.link.base ?? (await requirePromoted(context));
}

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
    parameters: {
      model: linked.model,
      modelVersion: linked.modelVersion,
      resultHash: linked.resultHash,
      ...(linked.incremental === null ? {} : { incremental: { ...linked.incremental } as unknown as JsonObject }),
    },
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
