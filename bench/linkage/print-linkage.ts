import { textTable } from '../../cli/text-table.ts';
import type { ContenderFigures, LinkageBench } from '../linkage.ts';

/** The comparison as tables for people. */
export function printLinkage(bench: LinkageBench): void {
  const contenders = Object.entries({
    Splink: bench.splink,
    'ours, same model': bench.ours,
    'ours, own model': bench.best,
    'own model, SSN tokens': bench.bestTokenized,
  }).filter((entry): entry is [string, ContenderFigures] => entry[1] !== undefined);
  const share = (value: number | null) => (value === null ? '–' : value.toFixed(4));
  const lines = [
    `${bench.records.toLocaleString('en-US')} records; ${bench.cpus}, ${bench.threads} threads; medians of ${bench.rounds}`,
    `Permitted evidence connects ${share(bench.ceiling.recall)} of ${bench.ceiling.truePairs.toLocaleString('en-US')} true pairs; figures are on those.`,
    '',
    textTable(
      ['', 'seconds', 'MB', 'edges P', 'R', 'F1', 'clusters P', 'R', 'F1', 'name-only to wages'],
      contenders.map(([name, one]) => [
        name,
        one.seconds.toFixed(2),
        one.peakMemoryMb,
        ...[one.edges, one.clusters].flatMap(({ precision, recall, f1 }) => [precision, recall, f1].map(share)),
        one.nameOnlyWageEdges,
      ]),
    ),
    '',
    ...contenders.map(
      ([name, one]) =>
        `${name}: ${Object.entries(one.stages)
          .map(([stage, seconds]) => `${stage} ${seconds.toFixed(2)}`)
          .join(', ')}${one.untrained.length === 0 ? '' : `; untrained: ${one.untrained.join(', ')}`}`,
    ),
    '',
    textTable(
      ['clusters F1 by pair of sources', ...contenders.map(([name]) => name)],
      Object.keys(bench.ours.bySourcePair).map((pair) => [
        pair,
        ...contenders.map(([, one]) => share(one.bySourcePair[pair]?.clusters.f1 ?? null)),
      ]),
    ),
    ...(bench.speedup === undefined
      ? []
      : ['', `${bench.speedup} times as fast as Splink; own model ${bench.speedupBest} times`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
