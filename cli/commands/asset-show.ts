import { Command } from 'commander';
import { downstreamOf } from '../../assets/asset-graph.ts';
import type { Asset } from '../../assets/define-asset.ts';
import { freshnessOf } from '../../assets/freshness.ts';
import { hubGraph } from '../../assets/hub-assets.ts';
import { WHOLE } from '../../assets/partitions/axis.ts';
import { listCheckResults } from '../../control/check-results.ts';
import { latestMaterializations } from '../../control/materializations.ts';
import { newestData } from '../../control/newest-data.ts';
import { counted } from '../counted.ts';
import { knownAsset } from '../known-asset.ts';
import { type GlobalOptions, globalOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { textTable } from '../text-table.ts';
import { withHub } from '../with-hub.ts';

/** Partitions shown to people; all are in the JSON. */
const SHOWN_PARTITIONS = 12;

export function assetShow(): Command {
  return globalOptions(new Command('show'))
    .description('One asset: what it is, what it reads and feeds, its columns and checks, and what was last made of it')
    .argument('<key>', 'such as ecids.child')
    .action((key: string, flags: GlobalOptions) =>
      withHub(flags, async ({ control }) => {
        const asset = knownAsset(key);
        const made = await latestMaterializations(control, [key]);
        const checks = (await listCheckResults(control, { assetKey: key, limit: 1_000 })).filter(
          (check, index, all) =>
            all.findIndex((one) => one.check === check.check && one.partition === check.partition) === index,
        );
        const freshness = freshnessOf(asset, (await newestData(control)).get(key), new Date());
        const feeds = directReaders(key);
        if (flags.json) {
          const { upstream, ...rest } = asset;
          return printJson({ ...rest, upstream, feeds, freshness, partitionsMade: made, latestChecks: checks });
        }
        const newest = made.toSorted((a, b) => b.materializationId - a.materializationId);
        process.stdout.write(
          [
            `${key}: ${asset.description}`,
            `Kind ${asset.kind}, group ${asset.group}, data of ${asset.owners.join(', ')}; made by ${makerText(asset)}.`,
            `Reads ${listText(asset.upstream.map((edge) => edge.key))}`,
            `Feeds ${listText(feeds)}; ${counted(downstreamOf(hubGraph, key).size, 'asset')} in all stand on it.`,
            `Freshness: ${freshness.state}${freshness.ageHours === null ? '' : `, ${freshness.ageHours} hours old`}.`,
            '',
            textTable(
              ['partition', 'run', 'rows', 'made', 'data version'],
              newest
                .slice(0, SHOWN_PARTITIONS)
                .map((one) => [
                  one.partition === WHOLE ? 'whole' : one.partition,
                  one.runId,
                  one.rows,
                  one.materializedAt,
                  one.dataVersion.slice(0, 12),
                ]),
            ),
            ...(newest.length > SHOWN_PARTITIONS ? [`… and ${newest.length - SHOWN_PARTITIONS} partitions more`] : []),
            ...(asset.contract === undefined ? [] : ['', columnTable(asset)]),
            ...(checks.length === 0
              ? []
              : [
                  '',
                  textTable(
                    ['check', 'severity', 'passed', 'failed rows'],
                    checks.map((check) => [
                      check.check,
                      check.severity,
                      check.passed ? 'yes' : 'no',
                      Number(check.details.failed ?? 0),
                    ]),
                  ),
                ]),
            '',
          ].join('\n'),
        );
      }),
    );
}

function directReaders(key: string): readonly string[] {
  return hubGraph.order.filter((other) => hubGraph.assets.get(other)?.upstream.some((edge) => edge.key === key));
}

function makerText({ maker }: Asset): string {
  switch (maker.kind) {
    case 'sql':
      return `sql/${maker.file}`;
    case 'step':
      return `the step ${maker.step}`;
    case 'decision':
      return 'somebody’s decision';
  }
}

function listText(keys: readonly string[]): string {
  return keys.length === 0 ? 'nothing' : keys.join(', ');
}

function columnTable({ contract }: Asset): string {
  return textTable(
    ['column', 'type', 'identifying', 'meaning'],
    (contract?.columns ?? []).map((column) => [column.name, column.type, column.identifying ?? 'none', column.meaning]),
  );
}
