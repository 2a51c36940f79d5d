import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeLinkageData } from '../../../bench/linkage-data.ts';
import { waterfallChart } from '../../../linkers/charts/waterfall-chart.ts';
import { chartFiles } from '../../../linkers/files/chart-files.ts';
import { explainFiles } from '../../../linkers/files/explain-files.ts';
import type { FileLinkReport } from '../../../linkers/files/file-link-report.ts';
import { linkFiles } from '../../../linkers/files/link-files.ts';
import { estimatedThresholds } from '../../../linkers/quality/estimated-thresholds.ts';
import { type LinkModelFile, parseLinkModel } from '../../../schemas/link-model/link-model.ts';
import { projectRoot } from '../../../schemas/project-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-charts-'));
const people = join(folder, 'people.csv');
const run = join(folder, 'run');
const model = parseLinkModel(
  JSON.parse(readFileSync(join(projectRoot, 'bench/linkage/same-model.json'), 'utf8')) as LinkModelFile,
);
let report: FileLinkReport;
let charts: readonly string[];

beforeAll(async () => {
  await writeLinkageData({ json: true, peer: false, records: 1500, seed: 5, out: people });
  report = await linkFiles({
    model,
    inputs: [{ source: 'people', path: people }],
    out: run,
    idColumn: 'record_id',
    truthColumn: 'true_id',
    threads: 2,
  });
  charts = await chartFiles({ from: run, out: join(run, 'charts'), threads: 2 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (chart: string) => readFileSync(join(run, 'charts', chart), 'utf8');

function described(svg: string): { readonly title: string; readonly description: string } {
  const { document } = parseHTML(svg);
  return {
    title: document.querySelector('title')?.textContent ?? '',
    description: document.querySelector('desc')?.textContent ?? '',
  };
}

describe('charts of a run', () => {
  test('are one of each kind, and the folder stays one that the next run replaces', async () => {
    expect([...charts].sort()).toEqual(readdirSync(join(run, 'charts')).sort());
    expect(charts).toEqual([
      'people_people.names.m-u-parameters.svg',
      'people_people.names.match-weights.svg',
      'people_people.names.weights-histogram.svg',
      'people_people.names.estimated-thresholds.svg',
      'people_people.names.unlinkables.svg',
      'thresholds.svg',
    ]);
  });

  test('each say in words what they draw', () => {
    for (const chart of charts) {
      const { title, description } = described(read(chart));
      expect(title.length).toBeGreaterThan(10);
      expect(description.length).toBeGreaterThan(30);
    }
    const { comparisons } = report.passes[0]!.parameters!;
    const { description } = described(read('people_people.names.match-weights.svg'));
    for (const { comparison, levels } of comparisons) {
      for (const { label, weight } of levels) {
        expect(description).toContain(`${comparison} ${label} ${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`);
      }
    }
  });

  test('count in the histogram every link and every pair for review', () => {
    const { description } = described(read('people_people.names.weights-histogram.svg'));
    const sum = (what: string) =>
      [...description.matchAll(new RegExp(`(\\d+) ${what}`, 'g'))].reduce(
        (total, [, count]) => total + Number(count),
        0,
      );
    expect(sum('linked')).toBe(report.results.edges);
    expect(sum('for review')).toBe(report.results.reviewPairs);
  });

  test('end the unlinkables at all records, and draw only what stands in the file', () => {
    const svg = read('people_people.names.unlinkables.svg');
    expect(described(svg).description).toMatch(/100\.0 %$/);
    for (const chart of charts) expect(read(chart)).not.toMatch(/NaN|undefined|Infinity|<script|href=/);
  });

  test('a waterfall ends at the pair’s match weight', async () => {
    const explanation = await explainFiles({ from: run, records: ['R1', 'R2'], threads: 1, values: 'none' });
    const [pass] = explanation.passes;
    if (pass?.type !== 'fellegi_sunter') throw new Error('no weights');
    const { description } = described(waterfallChart(explanation, pass));
    const weight = pass.matchWeight!;
    expect(description).toContain(`match weight ${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}.`);
  });
});

test('the accuracy that a model expects follows from its own probabilities', () => {
  const pairs = [
    { probability: 0.6, pairs: 10 },
    { probability: 0.95, pairs: 100 },
  ];
  const [low, high, none] = estimatedThresholds(pairs, 125, 5, [0.5, 0.9, 0.99]);
  expect(low).toMatchObject({ pairs: 110, precision: (6 + 95) / 110 });
  expect(low!.recall).toBeCloseTo(106 / 125, 12);
  expect(high).toMatchObject({ pairs: 100, precision: 0.95, recall: 100 / 125 });
  expect(none).toEqual({ threshold: 0.99, pairs: 0, precision: null, recall: 5 / 125 });
});
