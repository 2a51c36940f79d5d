import type { TableContract } from '../schemas/contract/table-contract.ts';
import { type Asset, type AssetCheck, defineAsset, type PartitionMapping, type Partitions } from './define-asset.ts';

/** The asset that says which record is which person; every linked table stands on it. */
export const LINK_VERSION_ASSET = 'linkage.version';

export interface LinkedTableSpec {
  /** Keys of extracts whose current loads it reads, such as `dese.sims`. @default [] */
  readonly loads?: readonly string[];
  /** Keys of other tables it reads. @default [] */
  readonly tables?: readonly string[];
  /** Names of reference tables, without the schema. @default [] */
  readonly reference?: readonly string[];
  /** Beyond those derived from the contract. @default [] */
  readonly checks?: readonly AssetCheck[];
  /** By a column of the contract. @default { kind: 'none' } */
  readonly partitions?: Partitions;
  /** How the partitions of what it reads map to its own, by key of the asset. @default all to all */
  readonly mappings?: Readonly<Record<string, PartitionMapping>>;
  /** @default '1' */
  readonly codeVersion?: string;
}

/** A table of people or of what happened to them, made by the SQL file of its name. */
export function linkedTable(contract: TableContract, spec: LinkedTableSpec): Asset {
  const [group = ''] = contract.table.split('.');
  const upstream = [
    LINK_VERSION_ASSET,
    ...(spec.loads ?? []).map((key) => `load.${key}`),
    ...(spec.tables ?? []),
    ...(spec.reference ?? []).map((name) => `reference.${name}`),
  ];
  return defineAsset({
    key: contract.table,
    kind: 'table',
    group,
    description: `${contract.title}. ${contract.grain}`,
    upstream: upstream.map((key) => ({ key, ...mappingOf(spec, key) })),
    ...(spec.partitions === undefined ? {} : { partitions: spec.partitions }),
    maker: { kind: 'sql', file: `${contract.table.replace('.', '/')}.sql` },
    contract,
    checks: spec.checks ?? [],
    owners: contract.owners,
    codeVersion: spec.codeVersion ?? '1',
  });
}

function mappingOf({ mappings }: LinkedTableSpec, key: string): { readonly mapping?: PartitionMapping } {
  const mapping = mappings?.[key];
  return mapping === undefined ? {} : { mapping };
}

/** A question whose wrong answer keeps the new rows out. @param file below `sql/checks/`, without extension */
export function blockingCheck(name: string, file: string): AssetCheck {
  return Object.freeze({ name, severity: 'error', blocking: true, sql: `checks/${file}.sql` });
}

/** A question whose wrong answer is shown and stops nothing. @param file below `sql/checks/`, without extension */
export function warningCheck(name: string, file: string): AssetCheck {
  return Object.freeze({ name, severity: 'warn', blocking: false, sql: `checks/${file}.sql` });
}
