import { Command } from 'commander';
import { type AssetLineage, type ColumnLineage, lineageReader } from '../../activities/column-lineage.ts';
import { downstreamOf, upstreamOf } from '../../assets/asset-graph.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { openQueryParser } from '../../warehouse/lineage/parse-query.ts';
import { knownAsset } from '../known-asset.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { withReporter } from '../with-reporter.ts';

interface LineageFlags extends GlobalOptions {
  readonly columns: boolean;
}

export function assetLineage(): Command {
  return globalOptions(new Command('lineage'))
    .description('What an asset is made from and what stands on it; starts no server')
    .argument('<key>', 'such as ecids.child')
    .option('--columns', 'column by column, down to the identifying columns of files', false)
    .action((key: string, flags: LineageFlags) =>
      withReporter(flags, async () => {
        const asset = knownAsset(key);
        if (flags.columns) return showColumns(key, flags);
        const upstream = hubGraph.order.filter((other) => upstreamOf(hubGraph, key).has(other));
        const downstream = hubGraph.order.filter((other) => downstreamOf(hubGraph, key).has(other));
        if (flags.json) return printJson({ key, reads: asset.upstream.map((edge) => edge.key), upstream, downstream });
        process.stdout.write(
          [...section(`${key} is made from`, upstream), ...section(`${key} feeds`, downstream), ''].join('\n'),
        );
      }),
    );
}

function section(title: string, keys: readonly string[]): string[] {
  return [`${title}${keys.length === 0 ? ' nothing.' : ':'}`, ...keys.map((key) => `  ${key}`)];
}

async function showColumns(key: string, flags: GlobalOptions): Promise<void> {
  const parser = await openQueryParser();
  try {
    const lineage = await lineageReader(hubGraph, parser).read(key);
    if (flags.json) return printJson(lineage);
    process.stdout.write(`${lineageText(lineage)}\n`);
  } finally {
    parser.close();
  }
}

/** Columns named before the rest is counted. */
const NAMED = 4;

function lineageText({ asset, columns, rowsBy, unresolved }: AssetLineage): string {
  return [
    `${asset}, column by column (* computed from, otherwise copied):`,
    ...columns.flatMap(columnLines),
    ...(rowsBy.length === 0 ? [] : [`which rows there are: ${named(rowsBy)}`]),
    ...(unresolved.length === 0 ? [] : [`not told by the SQL: ${unresolved.join(', ')}`]),
  ].join('\n');
}

function columnLines({ column, known, from, identifying }: ColumnLineage): string[] {
  const sources = from.map((source) => ({ ...source, column: `${source.column}${source.how === 'same' ? '' : '*'}` }));
  const how = known === 'declared' ? ' (declared)' : '';
  return [
    `${column}${how}${sources.length === 0 ? '' : `: ${named(sources)}`}`,
    ...(['direct', 'quasi'] as const).flatMap((level) => {
      const found = identifying.filter((one) => one.identifying === level);
      return found.length === 0 ? [] : [`    stands on ${level} identifiers: ${named(found)}`];
    }),
  ];
}

function named(columns: readonly { readonly asset: string; readonly column: string }[]): string {
  const shown = columns.slice(0, NAMED).map(({ asset, column }) => `${asset}.${column}`);
  const more = columns.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
