import { Command } from 'commander';
import { selectAssets } from '../../assets/asset-graph.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { textTable } from '../text-table.ts';
import { withReporter } from '../with-reporter.ts';

export function assetsCommand(): Command {
  return new Command('assets').description('What the hub makes, and from what').addCommand(
    globalOptions(new Command('list'))
      .description('Assets in the order they are made')
      .argument('[selection...]', 'as for hub run', ['*'])
      .action((selection: string[], flags: GlobalOptions) =>
        withReporter(flags, async () => {
          const assets = selectAssets(hubGraph, selection).map((key) => hubGraph.assets.get(key)!);
          if (flags.json) {
            return printJson(
              assets.map(({ key, kind, group, description, owners, upstream }) => ({
                key,
                kind,
                group,
                description,
                owners,
                upstream: upstream.map((edge) => edge.key),
              })),
            );
          }
          const rows = assets.map(({ key, kind, group, owners, upstream }) => [
            key,
            kind,
            group,
            owners.join(' '),
            upstream.length,
          ]);
          process.stdout.write(`${textTable(['asset', 'kind', 'group', 'owners', 'reads'], rows)}\n`);
        }),
      ),
  );
}
