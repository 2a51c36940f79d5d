import { formatDistanceToNowStrict, parseISO } from 'date-fns';
import type { PlanContent, PlannedAssetRecord, PlanReasonRecord } from '../schemas/plan.ts';
import { counted } from './counted.ts';
import { textTable } from './text-table.ts';

/** Names shown of a list before it says how many more there are. */
const SHOWN = 3;

/** What a plan makes and why, an asset a line, and what it leaves as it is. */
export function planText({ assets, unchanged, staleUpstream }: PlanContent): string {
  const touched = assets.reduce((sum, { rows }) => sum + rows, 0);
  return [
    ...(assets.length === 0 ? [] : [planTable(assets), '']),
    assets.length === 0
      ? 'There is nothing to make.'
      : `${counted(assets.length, 'asset')} to make${touched === 0 ? '' : `, of ${counted(touched, 'row')} when last made`}.`,
    ...(unchanged.length === 0 ? [] : [`${counted(unchanged.length, 'selected asset')} would come out as before.`]),
    ...(staleUpstream.length === 0
      ? []
      : [`Read as they are, though out of date and not selected: ${shortList(staleUpstream)}.`]),
  ].join('\n');
}

function planTable(assets: readonly PlannedAssetRecord[]): string {
  const partitioned = assets.some(({ partitions }) => partitions.some((partition) => partition !== 'all'));
  return textTable(
    ['asset', ...(partitioned ? ['partitions'] : []), 'rows', 'last made', 'why'],
    assets.map((asset) => [
      asset.assetKey,
      ...(partitioned ? [partitionsText(asset)] : []),
      asset.lastMadeAt === null ? null : asset.rows,
      asset.lastMadeAt === null ? 'never' : formatDistanceToNowStrict(parseISO(asset.lastMadeAt), { addSuffix: true }),
      reasonsText(asset.reasons),
    ]),
  );
}

function partitionsText({ partitions, partitionCount }: PlannedAssetRecord): string {
  return partitionCount <= 1 ? ranges(partitions) : `${ranges(partitions)} (${partitionCount.toLocaleString('en-US')})`;
}

/** Why an asset is to be made, as one sentence. */
export function reasonsText(reasons: readonly PlanReasonRecord[]): string {
  const of = (kind: PlanReasonRecord['kind']) => reasons.filter((reason) => reason.kind === kind);
  const upstream = of('upstream').flatMap((reason) => (reason.upstream === undefined ? [] : [reason.upstream]));
  const changed = upstream.filter((read) => read.changed);
  const following = upstream.filter((read) => !read.changed);
  const checks = [...new Set(of('failed').flatMap((reason) => reason.checks ?? []))];
  return [
    ...(of('new').length === 0 ? [] : ['never made']),
    ...(of('code').length === 0 ? [] : ['its code changed']),
    ...(of('settings').length === 0 ? [] : ['its settings changed']),
    ...(changed.length === 0 ? [] : [`new data of ${shortList(changed.map(readText))}`]),
    ...(following.length === 0 ? [] : [`after ${shortList(following.map(readText))}`]),
    ...(of('failed').length === 0
      ? []
      : [checks.length === 0 ? 'its last attempt failed' : `it failed ${shortList(checks)}`]),
    ...(of('forced').length === 0 ? [] : ['selected']),
  ].join('; ');
}

function readText({ key, partitions }: NonNullable<PlanReasonRecord['upstream']>): string {
  return partitions.length === 0 || partitions[0] === 'all' ? key : `${key} (${ranges(partitions)})`;
}

function ranges(partitions: readonly string[]): string {
  return shortList(partitions.map((range) => range.replace('..', '…')));
}

function shortList(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more <= 0 ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${more} more`;
}
