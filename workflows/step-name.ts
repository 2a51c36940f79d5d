import type { PlannedStep } from '../schemas/run.ts';

/** A step as people and records name it: `asset.key`, or `asset.key#2019..2021` of partitions. */
export function stepName({ assetKey, partition }: Pick<PlannedStep, 'assetKey' | 'partition'>): string {
  return partition === undefined ? assetKey : `${assetKey}#${partition}`;
}
