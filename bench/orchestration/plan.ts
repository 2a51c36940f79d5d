import { join } from 'node:path';
import { assetFingerprint, type FingerprintSettings } from '../../activities/asset-fingerprint.ts';
import { makePlan, selectMakeable } from '../../activities/make-plan.ts';
import { readGround } from '../../activities/read-ground.ts';
import { type AssetGraph, buildAssetGraph } from '../../assets/asset-graph.ts';
import { type Asset, defineAsset, type Upstream } from '../../assets/define-asset.ts';
import { rangeText, readRange } from '../../assets/partitions/axis.ts';
import { axisOf } from '../../assets/partitions/mapping.ts';
import { type Control, connectControl } from '../../control/connect.ts';
import { openEmbeddedStore } from '../../control/embedded/open-store.ts';
import { migrateControl } from '../../control/migrate.ts';
import { findPlan, savePlan } from '../../control/plans.ts';
import { startRun } from '../../control/runs.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { defaultTableParameters } from '../../schemas/tables/parameters.ts';
import { duckdbDialect } from '../../warehouse/duckdb/dialect.ts';
import { median } from './median.ts';

/** Milliseconds of a whole plan: reading how things stand, working it out, and keeping it. */
export interface PlanFigures {
  /** Over partitions that were made one by one, each from a version of its own. */
  readonly plan100kMs: number;
  /** Over partitions that were made in ranges. */
  readonly plan100kRangesMs: number;
}

const CHAINS = 10;
const LENGTH = 4;
const DAYS = 2_500;
const ROUNDS = 5;
/** Partitions of a range that is made at once. */
const RANGE = 250;
/** One partition in so many has other data than what reads it was made from. */
const CHANGED_EVERY = 97;
const FIRST_DAY = '2010-01-01';
const AT = new Date('2026-11-01T00:00:00Z');

/** Plans over 100,000 partitions in a control store of its own. */
export async function benchPlan(folder: string): Promise<PlanFigures> {
  return {
    plan100kMs: await measure(join(folder, 'singly'), 1),
    plan100kRangesMs: await measure(join(folder, 'ranges'), RANGE),
  };
}

async function measure(folder: string, madeAtOnce: number): Promise<number> {
  const store = await openEmbeddedStore({
    folder: join(folder, 'files'),
    socketFolder: join(folder, 'run'),
    templates: join(projectRoot, '.cache'),
  });
  const control = connectControl(store.url);
  try {
    await migrateControl(control);
    const graph = syntheticGraph();
    const settings: FingerprintSettings = {
      dialect: duckdbDialect,
      parameters: defaultTableParameters,
      settingsHash: 'bench',
    };
    await writeHistory(control, graph, settings, madeAtOnce);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      const ground = await readGround({ control, graph, ...settings });
      const selection = ['*'];
      const selected = await selectMakeable(graph, selection, () => new Map());
      const plan = makePlan(graph, ground, { selection, selected, force: false });
      const planId = `bench-${madeAtOnce}-${round}`;
      await savePlan(control, { planId, ...plan, actor: 'bench', plannedAt: AT.toISOString() });
      times.push(performance.now() - started);
      if (round === 0) await require(control, planId);
    }
    return median(times);
  } finally {
    await control.destroy();
    await store.close();
  }
}

/** Chains of assets by day, a summary a year of each, and one of all. */
function syntheticGraph(): AssetGraph {
  const last = rangeText('as-of', { from: firstDay() + DAYS - 1, to: firstDay() + DAYS - 1 });
  const days = { kind: 'period', grammar: 'as-of', first: FIRST_DAY, last } as const;
  const chains = numbers(CHAINS).flatMap((chain) => [
    ...numbers(LENGTH).map((place) => {
      const before = place === 0 ? [] : [{ key: keyOf(chain, place - 1), mapping: { kind: 'identity' as const } }];
      return asset(keyOf(chain, place), before, days);
    }),
    asset(`chain${chain}.year`, [{ key: keyOf(chain, LENGTH - 1), mapping: { kind: 'years', from: 0, to: 1 } }], {
      kind: 'period',
      grammar: 'school-year',
    }),
  ]);
  const summaries = numbers(CHAINS).map((chain) => ({ key: `chain${chain}.year` }));
  return buildAssetGraph([...chains, asset('all.summary', summaries, { kind: 'none' })]);
}

function asset(key: string, upstream: readonly Upstream[], partitions: Asset['partitions']): Asset {
  return defineAsset({
    ...{ key, kind: 'table', group: 'bench', description: key, upstream, partitions, owners: ['HUB'] },
    ...{ maker: { kind: 'step', step: 'none' }, codeVersion: '1' },
  });
}

/** As if all had been made once, and then some of the first of each chain again. */
async function writeHistory(
  control: Control,
  graph: AssetGraph,
  settings: FingerprintSettings,
  madeAtOnce: number,
): Promise<void> {
  await startRun(control, {
    ...{ runId: 'made', kind: 'backfill', selection: ['*'], actor: 'bench', reason: 'bench' },
    ...{ codeVersion: '1', settingsHash: 'bench', at: AT },
  });
  await startRun(control, {
    ...{ runId: 'again', kind: 'backfill', selection: ['*'], actor: 'bench', reason: 'bench' },
    ...{ codeVersion: '1', settingsHash: 'bench', at: AT },
  });
  const first = firstDay();
  for (const key of graph.order.filter((each) => each.includes('.step'))) {
    const own = graph.assets.get(key) as Asset;
    const { code, settings: settingsFingerprint } = await assetFingerprint(own, settings);
    const row = (runId: string, from: number, to: number, version: string) => {
      const partition = rangeText(axisOf(own), { from: first + from, to: first + to });
      const [read] = own.upstream;
      return {
        ...{ run_id: runId, asset_key: key, partition, data_version: `${version} ${from}`.padEnd(32, '0') },
        ...{ code_version: '1', code_fingerprint: code, settings_fingerprint: settingsFingerprint },
        upstream_versions: JSON.stringify(
          read === undefined ? {} : { [`${read.key}#${partition}`]: `v1 ${from}`.padEnd(32, '0') },
        ),
        ...{ row_count: to - from + 1, metadata: '{}', materialized_at: AT },
      };
    };
    const rows = numbers(DAYS / madeAtOnce).map((index) =>
      row('made', index * madeAtOnce, (index + 1) * madeAtOnce - 1, 'v1'),
    );
    const again = own.upstream.length > 0 ? [] : numbers(DAYS).filter((day) => day % CHANGED_EVERY === 0);
    rows.push(...again.map((day) => row('again', day, day, 'v2')));
    await control.batchInsert('materialization', rows, 500);
  }
}

/** A plan that found nothing would be quick and mean nothing. */
async function require(control: Control, planId: string): Promise<void> {
  const content = (await findPlan(control, planId))?.content;
  const second = content?.assets.find(({ assetKey }) => assetKey === keyOf(0, 1));
  const expected = Math.ceil(DAYS / CHANGED_EVERY);
  if (second?.partitionCount !== expected) {
    throw new Error(`The comparison is void: ${second?.partitionCount ?? 0} of ${expected} partitions are stale`);
  }
}

function keyOf(chain: number, place: number): string {
  return `chain${chain}.step${place}`;
}

function firstDay(): number {
  return readRange('as-of', FIRST_DAY).from;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
