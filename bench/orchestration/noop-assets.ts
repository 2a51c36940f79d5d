import { made, type Step } from '../../activities/step.ts';
import { type AssetGraph, buildAssetGraph } from '../../assets/asset-graph.ts';
import { type Asset, defineAsset, type Upstream } from '../../assets/define-asset.ts';
import { rangeText, readRange } from '../../assets/partitions/axis.ts';

/** Assets that do nothing when they are made, so that what is measured is the way there and back. */
export const CHAINED = 10;
export const FAN_PARTITIONS = 500;
/** Chains of assets by day: 100,000 partitions together. */
export const DAILY_CHAINS = 10;
export const DAILY_LENGTH = 4;
export const DAYS = 2_500;

const FIRST_DAY = '2010-01-01';

/** A chain without partitions, one asset of many partitions, chains of assets with a partition a day, and endless SQL. */
export const noopGraph: AssetGraph = buildAssetGraph([
  ...numbers(CHAINED).map((place) =>
    noop('chain', `chain.link${place}`, place === 0 ? [] : [{ key: `chain.link${place - 1}` }], { kind: 'none' }),
  ),
  { ...noop('endless', 'endless.query', [], { kind: 'none' }), maker: { kind: 'step', step: 'endless' } },
  noop('fan', 'fan.day', [], days(FAN_PARTITIONS)),
  ...numbers(DAILY_CHAINS).flatMap((chain) =>
    numbers(DAILY_LENGTH).map((place) =>
      noop(
        'daily',
        dailyKey(chain, place),
        place === 0 ? [] : [{ key: dailyKey(chain, place - 1), mapping: { kind: 'identity' } }],
        days(DAYS),
      ),
    ),
  ),
]);

export const noopSteps: ReadonlyMap<string, Step> = new Map<string, Step>([
  // Tells when it was called, in milliseconds of the epoch.
  ['nothing', async () => made(0, { calledAt: Date.now() })],
  [
    'endless',
    async ({ context }) => {
      await context.warehouse.query('SELECT MAX(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b');
      return made(0);
    },
  ],
]);

function noop(group: string, key: string, upstream: readonly Upstream[], partitions: Asset['partitions']): Asset {
  return defineAsset({
    key,
    kind: 'table',
    group,
    description: key,
    upstream,
    partitions,
    maker: { kind: 'step', step: 'nothing' },
    owners: ['HUB'],
    codeVersion: '1',
  });
}

function days(count: number): Asset['partitions'] {
  const { from } = readRange('as-of', FIRST_DAY);
  const last = rangeText('as-of', { from: from + count - 1, to: from + count - 1 });
  return { kind: 'period', grammar: 'as-of', first: FIRST_DAY, last };
}

function dailyKey(chain: number, place: number): string {
  return `daily${chain}.step${place}`;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
