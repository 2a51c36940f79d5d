import { Command } from 'commander';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { SELECTION_HELP } from '../run-options.ts';
import { textTable } from '../text-table.ts';
import { withSelectedAssets } from '../with-selected-assets.ts';
import { assetLineage } from './asset-lineage.ts';
import { assetShow } from './asset-show.ts';

export function assetsCommand(): Command {
  return new Command('assets')
    .description('What the hub makes, and from what')
    .addCommand(assetShow())
    .addCommand(assetLineage())
    .addCommand(
      globalOptions(new Command('list'))
        .description('Assets in the order they are made')
        .argument('[selection...]', SELECTION_HELP, ['*'])
        .action((selection: string[], flags: GlobalOptions) =>
          withSelectedAssets(flags, selection, (assets) => {
            if (flags.json) {
              return printJson(
                assets.map(({ key, kind, group, description, owners, tags, upstream }) => ({
                  key,
                  kind,
                  group,
                  description,
                  owners,
                  tags,
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
