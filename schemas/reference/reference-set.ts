import type { TableColumn, TableContract } from '../contract/table-contract.ts';
import { defineTable } from '../contract/table-contract.ts';

/** A published list that the project ships as a file and loads as a table. */
export interface ReferenceSet {
  /** The table is `reference.<name>`, the file `schemas/reference/<name>.csv`. */
  readonly name: string;
  readonly contract: TableContract;
  /** Raised whenever a row changes. Tables built on it grow stale. */
  readonly version: number;
  /** Where the rows come from. */
  readonly source: string;
  readonly licence: string;
  /** What of it is a reconstruction, where something is. */
  readonly assumed?: string;
}

interface ReferenceSpec extends Omit<ReferenceSet, 'contract'> {
  readonly title: string;
  readonly grain: string;
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  readonly references?: TableContract['references'];
}

/** Completes and freezes one reference set. The hub owns them all: no agency's private data is among them. */
export function defineReference(spec: ReferenceSpec): ReferenceSet {
  const { title, grain, columns, primaryKey, references = [], ...set } = spec;
  const table = `reference.${set.name}`;
  return Object.freeze({
    ...set,
    contract: defineTable({ table, title, grain, columns, primaryKey, references, owners: ['HUB'] }),
  });
}

export const PUBLIC_FACTS = 'Public facts; no licence needed.';
