import { ConflictError, UsageError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';
import type { JsonObject } from './json-value.ts';

export type LinkVersionState = 'candidate' | 'promoted' | 'retired';

/** An immutable result of record linkage. */
export interface NewLinkVersion {
  readonly linkVersion: number;
  readonly runId: string;
  readonly modelHash: string;
  readonly codeVersion: string;
  /** Data versions of what it read. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly parameters: JsonObject;
  /** Entities, edges, clusters; people merged, split, gained and lost against the version before. */
  readonly counts: JsonObject;
  readonly at: Date;
}

export interface LinkVersion {
  readonly linkVersion: number;
  readonly state: LinkVersionState;
  readonly runId: string;
  readonly modelHash: string;
  readonly codeVersion: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly parameters: JsonObject;
  readonly counts: JsonObject;
  readonly createdAt: string;
  readonly promotedBy: string | null;
  readonly promotionReason: string | null;
  readonly promotedAt: string | null;
}

const COLUMNS = {
  linkVersion: 'link_version',
  state: 'state',
  runId: 'run_id',
  modelHash: 'model_hash',
  codeVersion: 'code_version',
  inputs: 'inputs',
  parameters: 'parameters',
  counts: 'counts',
  createdAt: 'created_at',
  promotedBy: 'promoted_by',
  promotionReason: 'promotion_reason',
  promotedAt: 'promoted_at',
} as const;

/** Records a candidate. Again with the same number changes nothing, since versions are immutable. */
export async function recordLinkVersion(control: Control, version: NewLinkVersion): Promise<void> {
  await control('link_version')
    .insert({
      link_version: version.linkVersion,
      state: 'candidate',
      run_id: version.runId,
      model_hash: version.modelHash,
      code_version: version.codeVersion,
      inputs: JSON.stringify(version.inputs),
      parameters: JSON.stringify(version.parameters),
      counts: JSON.stringify(version.counts),
      created_at: version.at,
    })
    .onConflict('link_version')
    .ignore();
}

/**
 * Makes a version the one that tables are built on, and retires the one before. An older version can be promoted again.
 *
 * @returns false when it was in force already
 * @throws UsageError when there is no such version
 * @throws ConflictError when another one was promoted at the same moment
 */
export async function promoteLinkVersion(
  control: Control,
  linkVersion: number,
  by: { readonly actor: string; readonly reason: string; readonly at: Date },
): Promise<boolean> {
  return control.transaction(async (transaction) => {
    const version = await transaction('link_version')
      .where('link_version', linkVersion)
      .forUpdate()
      .first<{ state: LinkVersionState } | undefined>('state');
    if (version === undefined) {
      throw new UsageError(`There is no link version ${linkVersion}`, {
        hint: 'Link first: materialize linkage.version.',
      });
    }
    if (version.state === 'promoted') return false;
    await transaction('link_version').where('state', 'promoted').update({ state: 'retired' });
    const promotion = {
      state: 'promoted',
      promoted_by: by.actor,
      promotion_reason: by.reason,
      promoted_at: by.at,
    };
    try {
      await transaction('link_version').where('link_version', linkVersion).update(promotion);
    } catch (error) {
      if ((error as { constraint?: string }).constraint !== 'link_version_one_promoted') throw error;
      throw new ConflictError('Another link version was promoted at the same moment', {
        hint: 'Look at the promoted version and decide again.',
      });
    }
    return true;
  });
}

/** All versions, newest first. */
export async function listLinkVersions(control: Control): Promise<LinkVersion[]> {
  return (await control('link_version').select(COLUMNS).orderBy('link_version', 'desc')) as LinkVersion[];
}

/** The version that a run made; the last where it made several. */
export async function linkVersionOfRun(control: Control, runId: string): Promise<LinkVersion | undefined> {
  return (await control('link_version')
    .select(COLUMNS)
    .where('run_id', runId)
    .orderBy('link_version', 'desc')
    .first()) as LinkVersion | undefined;
}

export async function promotedLinkVersion(control: Control): Promise<LinkVersion | undefined> {
  return (await control('link_version').select(COLUMNS).where('state', 'promoted').first()) as LinkVersion | undefined;
}
