import type { AssetGraph } from '../../../assets/asset-graph.ts';
import type { Asset } from '../../../assets/define-asset.ts';
import { readRange } from '../../../assets/partitions/axis.ts';
import { axisOf } from '../../../assets/partitions/mapping.ts';
import { overlaid, type Segment } from '../../../assets/partitions/segments.ts';
import type { AssetGround, Ground, MadeRecord } from '../../../assets/plan/ground.ts';

/** How a test says that an asset stands. Values are by partition, or range of them, such as `2019Q1..2020Q4`. */
export interface MadeUpAsset {
  /** @default what everything was made by, `c1` and `s1` */
  readonly code?: string;
  readonly settings?: string;
  /** Versions in force. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Versions of what was read when it was made, by upstream key and partition. */
  readonly made?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly failed?: readonly string[];
}

export function groundOf(graph: AssetGraph, assets: Readonly<Record<string, MadeUpAsset>>): Ground {
  let id = 0;
  const own = (key: string) => graph.assets.get(key) as Asset;
  const segments = <V>(key: string, values: Readonly<Record<string, V>>): readonly Segment<V>[] =>
    overlaid(Object.entries(values).map(([name, value]) => ({ ...readRange(axisOf(own(key)), name), value })));
  const entries = graph.order.map((key): [string, AssetGround] => {
    const made = Object.entries(assets[key]?.made ?? {}).map(([name, upstream]) => {
      id += 1;
      const record: MadeRecord = {
        ...{ id, runId: `r${id}`, at: `2026-01-0${id}T00:00:00.000Z`, rows: 10, code: 'c1', settings: 's1' },
        upstream: new Map(Object.entries(upstream).map(([read, versions]) => [read, segments(read, versions)])),
      };
      return [name, record] as const;
    });
    return [
      key,
      {
        fingerprint: { code: assets[key]?.code ?? 'c1', settings: assets[key]?.settings ?? 's1' },
        versions: segments(key, assets[key]?.versions ?? {}),
        made: segments(key, Object.fromEntries(made)),
        failed: (assets[key]?.failed ?? []).map((name) => ({
          ...readRange(axisOf(own(key)), name),
          ...{ runId: 'r0', checks: ['rows_reconcile'] },
        })),
      },
    ];
  });
  return new Map(entries);
}
