import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { identifier } from '../../warehouse/identifier.ts';
import { compileContract, type StoredColumn } from '../validation/compile-contract.ts';

/** Where an extract's rows go. Both tables have `load_id` and `line_no`. */
export interface LoadTables {
  /** What the rows say: `staging.dese_sims`. */
  readonly staging: string;
  /** Rows of current loads, with `load_period` and `load_submitter`. */
  readonly currentView: string;
  readonly stagingColumns: readonly StoredColumn[];
  /** Who they are about: `vault.dese_sims`. Absent when no column of the contract identifies directly. */
  readonly vault: string | undefined;
  readonly vaultColumns: readonly StoredColumn[];
}

export function loadTables(contract: ExtractContract): LoadTables {
  const name = identifier(contract.key.replace('.', '_'));
  const { stored } = compileContract({ columns: contract.columns, rules: [] });
  const direct = stored.filter(
    (column) => column.source.identifying === 'direct' || column.source.format.kind === 'ssn',
  );
  return Object.freeze({
    staging: `staging.${name}`,
    currentView: `staging.${name}_current`,
    stagingColumns: stored.filter((column) => !direct.includes(column)),
    vault: direct.length === 0 ? undefined : `vault.${name}`,
    vaultColumns: direct,
  });
}
