import { createHash } from 'node:crypto';
import type { Asset } from '../assets/define-asset.ts';
import { latestMaterializations } from '../control/materializations.ts';
import { readSql } from '../warehouse/sql-file.ts';
import type { HubContext } from './hub-context.ts';

export interface DataVersion {
  /** Equal when nothing that matters changed: the asset's code and SQL, the settings, and what it reads. */
  readonly dataVersion: string;
  readonly upstreamVersions: Readonly<Record<string, string>>;
}

/**
 * Fingerprint of what an asset is made from.
 * @param content of a source of data, such as the hashes of the current loads; absent for what is derived
 */
export async function dataVersionOf(context: HubContext, asset: Asset, content?: string): Promise<DataVersion> {
  const keys = asset.upstream.map((edge) => edge.key);
  const made = keys.length === 0 ? [] : await latestMaterializations(context.control, keys);
  const upstreamVersions = Object.fromEntries(made.map(({ assetKey, dataVersion }) => [assetKey, dataVersion]));
  const parts = [
    asset.codeVersion,
    await makerText(context, asset),
    JSON.stringify(context.parameters),
    JSON.stringify(upstreamVersions),
    content ?? '',
  ];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return { dataVersion: hash.digest('hex').slice(0, 32), upstreamVersions };
}

async function makerText({ warehouse }: HubContext, { maker }: Asset): Promise<string> {
  switch (maker.kind) {
    case 'sql':
      return readSql(maker.file, warehouse.dialect);
    case 'step':
      return maker.step;
    case 'decision':
      return maker.kind;
  }
}
