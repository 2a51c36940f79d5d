import { lineageReader } from '../../activities/column-lineage.ts';
import type { AssetGraph } from '../../assets/asset-graph.ts';
import type { Settings } from '../../schemas/settings.ts';
import { openQueryParser, type QueryParser } from '../../warehouse/lineage/parse-query.ts';
import type { Log } from '../log.ts';
import type { TellRunsOptions } from './tell-runs.ts';
import { type Emitter, emitter, toAddress, toFile } from './transport.ts';

/** What telling of runs needs of its own, while a worker lives. */
export interface OpenLineage extends Pick<TellRunsOptions, 'emitter' | 'lineageOf'> {
  close(): Promise<void>;
}

/** Opens what settings name; undefined when they name nothing, and nothing is told. */
export function openLineage(
  settings: Pick<Settings, 'openLineageFile' | 'openLineageUrl'>,
  graph: AssetGraph,
  log: Log,
): OpenLineage | undefined {
  const { openLineageFile, openLineageUrl } = settings;
  const sends = [
    ...(openLineageFile === undefined ? [] : [toFile(openLineageFile)]),
    ...(openLineageUrl === undefined ? [] : [toAddress(openLineageUrl)]),
  ];
  if (sends.length === 0) return undefined;
  const told: Emitter = emitter(sends, log);
  let parser: Promise<QueryParser> | undefined;
  const reader = () => {
    parser ??= openQueryParser();
    return parser.then((opened) => lineageReader(graph, opened));
  };
  let reading: ReturnType<typeof reader> | undefined;
  return Object.freeze({
    emitter: told,
    lineageOf: async (assetKey: string) => {
      reading ??= reader();
      return (await reading).read(assetKey);
    },
    close: async () => {
      await told.close();
      (await parser)?.close();
    },
  });
}
