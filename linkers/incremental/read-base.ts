import { createHash } from 'node:crypto';
import { UsageError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { FullVersionNeededError } from '../errors.ts';
import type { PassParameters } from '../link-report.ts';
import { canonicalJson } from '../model-hash.ts';
import { nicknamePairs } from '../nicknames.ts';

/** Raise when code changes what a pair of equal values scores: older versions cannot be gone on from then. */
const SCORING_VERSION = '1';

/** Names what scores depend on beside the model, its parameters and the values. */
export function scoringVersion(): string {
  const names = createHash('sha256')
    .update(canonicalJson(nicknamePairs([])))
    .digest('hex')
    .slice(0, 12);
  return `${SCORING_VERSION}.${names}`;
}

/** What an incremental run goes on from. */
export interface LinkBase {
  /** Whose candidates it takes over. */
  readonly linkVersion: number;
  /** Whose parameters, term frequencies and skipped blocks it uses; a full version. */
  readonly trainedVersion: number;
  /** By step; null where there was nothing to learn from. */
  readonly parameters: readonly (PassParameters | null)[];
}

interface VersionRow extends Record<string, unknown> {
  readonly link_version: number;
  readonly model_json: string;
  readonly has_basis: boolean | null;
  readonly trained_version: number | null;
  readonly scoring_version: string | null;
}

/**
 * @throws UsageError when there is no such version, FullVersionNeededError when nothing can go on from it: it was made
 * by another model or other code, or keeps no basis (any more)
 */
export async function readBase(warehouse: Warehouse, model: LinkModel, linkVersion: number): Promise<LinkBase> {
  const [version] = await warehouse.query<VersionRow>(
    `SELECT link_version, model_json, has_basis, trained_version, scoring_version
    FROM linkage.version
    WHERE link_version = $link_version`,
    { link_version: linkVersion },
  );
  if (version === undefined) throw new UsageError(`There is no link version ${linkVersion} to go on from`);
  const because = reasonAgainst(version, model);
  if (because !== undefined) {
    throw new FullVersionNeededError(`Link version ${linkVersion} cannot be gone on from: ${because}`, {
      hint: 'Make a full version: hub link run.',
      fields: { linkVersion },
    });
  }
  const trainedVersion = version.trained_version!;
  const steps = await warehouse.query<{ parameters_json: string | null }>(
    'SELECT parameters_json FROM linkage.step WHERE link_version = $link_version ORDER BY step',
    { link_version: trainedVersion },
  );
  return Object.freeze({
    linkVersion,
    trainedVersion,
    parameters: steps.map(({ parameters_json: text }) => (text === null ? null : JSON.parse(text))),
  });
}

function reasonAgainst(version: VersionRow, model: LinkModel): string | undefined {
  if (version.has_basis !== true || version.trained_version === null) return 'its basis is not kept';
  if (whatLinks(JSON.parse(version.model_json)) !== whatLinks(model))
    return 'it was made by another model, or of other sources';
  if (version.scoring_version !== scoringVersion()) return 'it was made by code that scored otherwise';
  return undefined;
}

/** A model without what it says about words, budgets and drift: these may change between a version and the next. */
function whatLinks({ description: _, version: __, budgets: ___, drift: ____, ...model }: LinkModel): string {
  return canonicalJson(model);
}
