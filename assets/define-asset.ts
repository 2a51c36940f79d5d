import type { Agency } from '../schemas/agency.ts';
import type { PeriodGrammar } from '../schemas/contract/extract-contract.ts';
import type { TableContract } from '../schemas/contract/table-contract.ts';

export type AssetKind = 'reference' | 'load' | 'entities' | 'link-version' | 'table' | 'public-table' | 'release';

/** How the partitions of an upstream asset map to those of the asset that reads it. */
export type PartitionMapping =
  /** Same keys on both sides. */
  | { readonly kind: 'identity' }
  /** Every upstream partition feeds every partition of this asset. */
  | { readonly kind: 'all' }
  /**
   * An upstream partition of the year y feeds this asset's of the years y + `from` to y + `to`: wages of 2021Q3 feed the
   * cohorts of 2011 to 2020 with -10 and -1.
   */
  | { readonly kind: 'years'; readonly from: number; readonly to: number };

export interface Upstream {
  readonly key: string;
  /** @default { kind: 'all' } */
  readonly mapping?: PartitionMapping;
}

/** How an asset's partitions are named. Unpartitioned assets have the one partition `all`. */
export type Partitions =
  | { readonly kind: 'none' }
  /**
   * One a period. An asset of files has the periods that are loaded; another those between `first` and `last`. Where
   * one of these is not given, those that what it reads feeds decide in its place; and what was made once is always there,
   * so that it is emptied when nothing feeds it any more.
   */
  | {
      readonly kind: 'period';
      readonly grammar: PeriodGrammar;
      /** Of an asset of files. */
      readonly extract?: string;
      readonly first?: string;
      readonly last?: string;
      /** Of a table whose partitions are school years or calendar years: the column of whole numbers that has them. */
      readonly column?: string;
    };

/** A question asked of new rows before they become visible. `blocking` leaves yesterday's data in place on failure. */
export interface AssetCheck {
  readonly name: string;
  readonly severity: 'warn' | 'error';
  readonly blocking: boolean;
  /** A file under `sql/` whose query returns one row `(failed, details)`; derived checks of a contract have none. */
  readonly sql: string;
}

/**
 * What makes an asset: SQL in `sql/`, a named step that `activities/` implements, or somebody's decision, for which a
 * workflow of its own waits and which no run takes.
 */
export type Maker =
  | { readonly kind: 'sql'; readonly file: string }
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'decision' };

export interface AssetSpec {
  /** Unique, dotted, such as `ecids.child` or `load.dese.sims`. */
  readonly key: string;
  readonly kind: AssetKind;
  /** The family it is shown under: `ingest`, `linkage`, `ecids`, `learn_to_earn`, `public`. */
  readonly group: string;
  readonly description: string;
  readonly upstream: readonly Upstream[];
  /** @default { kind: 'none' } */
  readonly partitions?: Partitions;
  readonly maker: Maker;
  /** Present for tables the hub builds. */
  readonly contract?: TableContract;
  /** Beyond those derived from the contract. @default [] */
  readonly checks?: readonly AssetCheck[];
  /** Agencies whose data it holds. */
  readonly owners: readonly Agency[];
  /** Words to select it by, beside its group and kind. @default [] */
  readonly tags?: readonly string[];
  /** Raised when a change of code changes the result in a way its SQL text does not show. */
  readonly codeVersion: string;
  /** How old it may grow, in hours, before it counts as late. Absent: never late. */
  readonly freshnessHours?: number;
}

export interface Asset extends AssetSpec {
  readonly partitions: Partitions;
  readonly checks: readonly AssetCheck[];
  readonly tags: readonly string[];
}

const KEY = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;

/** Completes and freezes one asset. */
export function defineAsset(spec: AssetSpec): Asset {
  if (!KEY.test(spec.key)) throw new TypeError(`${spec.key} is not an asset key`);
  return Object.freeze({
    ...spec,
    partitions: spec.partitions ?? { kind: 'none' as const },
    checks: spec.checks ?? [],
    tags: spec.tags ?? [],
  });
}
