import { WHOLE } from '../assets/partitions/axis.ts';
import type { AssetChange, Change, CheckChange, RunDiff } from '../control/run-diff.ts';
import { counted } from './counted.ts';

/** How two runs differ, for people: what is equal is only counted. */
export function runDiffText(diff: RunDiff): string {
  const { before, after, code, settings, selection, files, assets, checks, equalAssets } = diff;
  return [
    `Run ${before} and run ${after}:`,
    `  code       ${code === undefined ? 'the same' : arrow(code)}`,
    `  settings   ${settings === undefined ? 'the same' : arrow(settings)}`,
    ...(selection === undefined ? [] : [`  selection  ${arrow(selection)}`]),
    ...Object.entries(files).map(([slot, change]) => `  file       ${slot}: ${arrow(change)}`),
    ...assets.map(assetText),
    ...checks.map(checkChangeText),
    `  ${counted(equalAssets, 'asset')} made by both, with no difference.`,
  ].join('\n');
}

function assetText(change: AssetChange): string {
  const { assetKey, partition, only, rows, inputs, facts } = change;
  const parts = [
    ...(only === undefined ? [] : [`made by the ${only === 'before' ? 'first' : 'second'} alone`]),
    ...(rows === undefined ? [] : [`rows ${arrow(rows)}`]),
    ...(change.code === undefined ? [] : ['its code']),
    ...(change.settings === undefined ? [] : ['its settings']),
    ...(change.schema === undefined ? [] : ['its columns']),
    ...(inputs === undefined ? [] : [`reads other ${Object.keys(inputs).join(', ')}`]),
    ...Object.entries(facts ?? {}).map(([name, fact]) => `${name} ${arrow(fact)}`),
  ];
  const name = partition === WHOLE ? assetKey : `${assetKey} (${partition})`;
  return `  asset      ${name}: ${parts.join('; ')}`;
}

function checkChangeText({ assetKey, partition, check, failed }: CheckChange): string {
  const name = partition === WHOLE ? assetKey : `${assetKey} (${partition})`;
  return `  check      ${name}: ${check} ${arrow(failed)}`;
}

function arrow({ before, after }: Change<string | number | boolean>): string {
  return `${shown(before)} → ${shown(after)}`;
}

/** Of a hash, its beginning tells it from another. */
function shown(value: string | number | boolean | null): string {
  if (value === null) return '–';
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return /^[0-9a-f]{32,}$/.test(String(value)) ? String(value).slice(0, 12) : String(value);
}
