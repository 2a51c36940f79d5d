import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import { histogramChart, type WeightBin } from '../charts/histogram-chart.ts';
import { parameterChart, weightChart } from '../charts/parameter-charts.ts';
import { thresholdChart } from '../charts/threshold-chart.ts';
import { unlinkablesChart } from '../charts/unlinkables-chart.ts';
import { RESULT_EDGE_TABLE, RESULT_REVIEW_TABLE } from '../explain/result-tables.ts';
import type { PassParameters } from '../link-report.ts';
import { probabilityToWeight, weightToProbability } from '../match-weight.ts';
import { type PairContext, pairContext } from '../pair-context.ts';
import { estimatedThresholds } from '../quality/estimated-thresholds.ts';
import { unlinkables } from '../quality/unlinkables.ts';
import { valueWeightStore } from '../value-weights.ts';
import { type OpenResults, type OpenResultsOptions, withFileResults } from './open-results.ts';

export interface ChartFilesOptions extends OpenResultsOptions {
  readonly out: string;
}

const ESTIMATED_AT = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999];

/**
 * Draws what a run learned and found, as SVG files.
 * @returns the files' names, in the folder `out`
 */
export function chartFiles(options: ChartFilesOptions): Promise<readonly string[]> {
  return withFileResults(options, async (open) => {
    const charts = new Map<string, string>();
    const weights = valueWeightStore();
    for (const [place, pair] of open.model.source_pairs.entries()) {
      const context = pairContext(open.session, open.dialect, open.model, open.sources, place);
      for (const pass of pair.passes) {
        if (pass.type === 'deterministic') continue;
        const learned = open.results.report.passes.find(
          (step) => step.sourcePair === context.name && step.pass === pass.name,
        )?.parameters;
        // A pass that compared nothing learned nothing, and has nothing to show.
        if (learned === undefined || learned === null) continue;
        const name = `${context.name}.${pass.name}`;
        const draw = (chart: string, svg: string) => charts.set(`${name}.${chart}.svg`, svg);
        draw('m-u-parameters', parameterChart(name, learned));
        draw('match-weights', weightChart(name, learned));
        await drawPairs(context, pass, learned, name, draw);
        const sides = [await unlinkables(context, pass, 'left', weights)];
        if (!context.dedupe) sides.push(await unlinkables(context, pass, 'right', weights));
        draw('unlinkables', unlinkablesChart(name, sides, probabilityToWeight(pass.thresholds.link)));
      }
    }
    const accuracy = truthChart(open);
    if (accuracy !== undefined) charts.set('thresholds.svg', accuracy);
    await mkdir(options.out, { recursive: true });
    for (const [file, svg] of charts) await writeFile(join(options.out, file), svg);
    return [...charts.keys()];
  });
}

async function drawPairs(
  { session, name: sourcePair }: PairContext,
  pass: FellegiSunterPass,
  learned: PassParameters,
  name: string,
  draw: (chart: string, svg: string) => void,
): Promise<void> {
  const kept = await session.query<WeightBin & Record<string, unknown>>(
    `SELECT CAST(FLOOR(weight) AS INTEGER) AS bits,
      COUNT(CASE WHEN linked THEN 1 END) AS linked, COUNT(CASE WHEN NOT linked THEN 1 END) AS review
    FROM (
      SELECT weight, TRUE AS linked FROM ${RESULT_EDGE_TABLE} WHERE source_pair = $pair AND pass = $pass
      UNION ALL
      SELECT weight, FALSE FROM ${RESULT_REVIEW_TABLE} WHERE source_pair = $pair AND pass = $pass
    ) AS pair
    GROUP BY CAST(FLOOR(weight) AS INTEGER)
    ORDER BY bits`,
    { pair: sourcePair, pass: pass.name },
  );
  if (kept.length === 0) return;
  draw('weights-histogram', histogramChart(name, kept, { link: learned.linkWeight, review: learned.reviewWeight }));
  const [certain] = await session.query<{ pairs: number }>(
    `SELECT COUNT(*) AS pairs FROM ${RESULT_EDGE_TABLE} WHERE source_pair = $pair AND pass <> $pass`,
    { pair: sourcePair, pass: pass.name },
  );
  const scored = await session.query<{ weight: number; pairs: number }>(
    `SELECT weight, COUNT(*) AS pairs
    FROM (
      SELECT weight, source_pair, pass FROM ${RESULT_EDGE_TABLE}
      UNION ALL
      SELECT weight, source_pair, pass FROM ${RESULT_REVIEW_TABLE}
    ) AS pair
    WHERE source_pair = $pair AND pass = $pass
    GROUP BY weight ORDER BY weight`,
    { pair: sourcePair, pass: pass.name },
  );
  const points = estimatedThresholds(
    scored.map(({ weight, pairs }) => ({ probability: weightToProbability(weight), pairs })),
    learned.lambda * learned.totalPairs,
    certain?.pairs ?? 0,
    ESTIMATED_AT.filter((threshold) => threshold >= pass.thresholds.review),
  );
  draw(
    'estimated-thresholds',
    thresholdChart(
      `Accuracy that the model expects, ${name}`,
      'Without labels: precision from the pairs’ own match probabilities, recall against the matches that λ expects. It holds as far as the weights are right; labels decide.',
      [{ heading: 'pairs', points }],
    ),
  );
}

function truthChart({ results }: OpenResults): string | undefined {
  const { truth } = results.report;
  if (truth === undefined || truth.thresholds.length === 0) return undefined;
  return thresholdChart(
    'Precision and recall by threshold',
    `Against the column ${truth.column} of ${truth.records.toLocaleString('en-US')} records. Pairs that blocking never compared count as missed; a best F1 chosen here is an upper bound.`,
    [
      {
        heading: 'pairs as they are',
        points: truth.thresholds.map(({ threshold, pairs }) => ({ threshold, ...pairs })),
      },
      {
        heading: 'connected components',
        points: truth.thresholds.map(({ threshold, clusters }) => ({ threshold, ...clusters })),
      },
    ],
  );
}
