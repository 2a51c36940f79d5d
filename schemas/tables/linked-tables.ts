import type { TableContract } from '../contract/table-contract.ts';
import * as ecids from './ecids/index.ts';
import * as learnToEarn from './learn-to-earn/index.ts';

/** Every table whose rows are people or what happened to them, by name. */
export const linkedTables: ReadonlyMap<string, TableContract> = new Map(
  [...Object.values(ecids), ...Object.values(learnToEarn)].map((contract) => [contract.table, contract]),
);
