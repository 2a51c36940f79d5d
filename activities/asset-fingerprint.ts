import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asset } from '../assets/define-asset.ts';
import type { AssetFingerprint } from '../assets/plan/ground.ts';
import type { TableContract } from '../schemas/contract/table-contract.ts';
import { defaultDisclosurePolicy } from '../schemas/disclosure/default-policy.ts';
import { projectRoot } from '../schemas/project-root.ts';
import type { TableParameters } from '../schemas/tables/parameters.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import { readSql } from '../warehouse/sql-file.ts';
import { LINK_MODEL } from './link-model-file.ts';

/** What a fingerprint depends on beside the asset itself. */
export interface FingerprintSettings {
  readonly dialect: Dialect;
  readonly parameters: TableParameters;
  /** Of the settings that can change a result, such as the engine of the warehouse. */
  readonly settingsHash: string;
}

/** Hashes of what makes an asset: of its code, and of the settings that its code reads. */
export async function assetFingerprint(asset: Asset, settings: FingerprintSettings): Promise<AssetFingerprint> {
  const texts = await sqlTexts(asset, settings.dialect);
  return Object.freeze({
    code: hashOf(asset.codeVersion, makerName(asset), ...texts, contractText(asset.contract)),
    settings: hashOf(
      settings.settingsHash,
      JSON.stringify(namedParameters(texts.join('\n'), settings.parameters)),
      await stepSettings(asset),
    ),
  });
}

function makerName({ maker }: Asset): string {
  return maker.kind === 'step' ? `step ${maker.step}` : maker.kind;
}

/** The SQL that makes it, and that of its checks: rows that passed other checks are to be examined anew. */
async function sqlTexts({ maker, checks }: Asset, dialect: Dialect): Promise<readonly string[]> {
  const own = maker.kind === 'sql' ? [await readSql(maker.file, dialect)] : [];
  const asked = await Promise.all(
    checks.map(async ({ name, severity, blocking, sql }) => {
      const text = await readFile(join(projectRoot, 'sql', sql), 'utf8');
      return `${name} ${severity} ${blocking}\n${text}`;
    }),
  );
  return [...own, ...asked];
}

/** What of a contract decides about rows. Its sentences may be reworded. */
function contractText(contract: TableContract | undefined): string {
  if (contract === undefined) return '';
  const columns = contract.columns.map(({ meaning: _, ceds: __, ...column }) => column);
  return JSON.stringify([contract.table, columns, contract.primaryKey, contract.references]);
}

/** Only those that the SQL names: another's change leaves the table as it is. */
function namedParameters(sql: string, parameters: TableParameters): readonly (readonly [string, unknown])[] {
  const named = new Set([...sql.matchAll(/\$([a-z_][a-z0-9_]*)/g)].map(([, name]) => name));
  return Object.entries(parameters)
    .filter(([name]) => named.has(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Models and policies that a step reads beside its data. */
async function stepSettings({ maker }: Asset): Promise<string> {
  if (maker.kind !== 'step') return '';
  switch (maker.step) {
    case 'link':
      return readFile(join(projectRoot, LINK_MODEL), 'utf8');
    case 'protect-public-tables':
      return JSON.stringify(defaultDisclosurePolicy);
    default:
      return '';
  }
}

function hashOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}
