import * as Plot from '@observablehq/plot';
import type { FellegiSunterExplanation, PairExplanation } from '../explain/pair-explanation.ts';
import { probabilityToWeight } from '../match-weight.ts';
import { signedBits } from './level-rows.ts';
import { AGAINST_MATCH, AXIS_BELOW, CHARACTER, FOR_MATCH, GRID, INK, MUTED, svgFile } from './svg-file.ts';

const ROW = 28;
const EDGE = 16;
const WIDTH = 760;

interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly total: boolean;
}

/** How one pair's match weight comes about, comparison by comparison. */
export function waterfallChart(explanation: PairExplanation, pass: FellegiSunterExplanation): string {
  const steps = waterfallSteps(pass);
  const link = probabilityToWeight(pass.thresholds.link);
  const ends = [link, ...steps.flatMap(({ from, to }) => [from, to])];
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = (high - low) * 0.08;
  const height = 26 + steps.length * ROW + 44;
  const marginLeft = 12 + Math.max(...steps.map(({ name }) => name.length)) * CHARACTER;
  const middle = (at: number) => 26 + at * ROW + ROW / 2;
  const pair = `${explanation.left.source}:${explanation.left.id} and ${explanation.right.source}:${explanation.right.id}`;
  return svgFile({
    title: `Match weight of ${pair}`,
    subtitle: `Pass ${pass.pass}. Evidence in bits: each comparison moves the weight for a match (right) or against it (left). ${explanation.resolution.sentence}`,
    description: `${steps.map(({ name, from, to, total }) => `${name} ${signedBits(total ? to : to - from)}`).join('; ')}. The threshold for links is ${signedBits(link)}.`,
    width: WIDTH + 2 * EDGE,
    panels: [
      {
        x: EDGE,
        options: {
          width: WIDTH,
          height,
          marginLeft,
          marginRight: 12,
          marginTop: 0,
          marginBottom: 44,
          x: { domain: [low - room, high + room], axis: null },
          y: { axis: null, domain: [0, height], range: [0, height] },
          marks: [
            Plot.gridX({ stroke: GRID, strokeOpacity: 1 }),
            Plot.axisX({
              ...AXIS_BELOW,
              label: 'match weight, bits',
            }),
            ...steps.map(({ name }, at) =>
              Plot.text([name], {
                x: () => low - room,
                y: () => middle(at),
                text: () => name,
                textAnchor: 'end',
                dx: -8,
                fill: INK,
              }),
            ),
            ...steps.slice(1).map(({ from, total }, at) =>
              Plot.ruleX([total ? steps[at]!.to : from], {
                y1: middle(at) + 9,
                y2: middle(at + 1) - 9,
                stroke: MUTED,
              }),
            ),
            ...steps.map((step, at) =>
              Plot.rect([0], {
                x1: () => Math.min(step.from, step.to),
                x2: () => Math.max(step.from, step.to),
                y1: () => middle(at) - 9,
                y2: () => middle(at) + 9,
                fill: step.total ? INK : step.to < step.from ? AGAINST_MATCH : FOR_MATCH,
              }),
            ),
            ...steps.map((step, at) => {
              const value = signedBits(step.total ? step.to : step.to - step.from);
              const left = step.to < step.from;
              return Plot.text([value], {
                x: () => step.to,
                y: () => middle(at),
                text: () => value,
                textAnchor: left ? 'end' : 'start',
                dx: left ? -5 : 5,
                fill: INK,
                stroke: '#ffffff',
                strokeWidth: 4,
              });
            }),
            Plot.ruleX([0], { stroke: MUTED }),
            Plot.ruleX([link], { stroke: INK, strokeDasharray: '5 4', y1: 20, y2: height - 44 }),
            Plot.text(['link'], {
              x: () => link,
              y: () => 12,
              text: () => `links from ${signedBits(link)}`,
              fill: INK,
            }),
          ],
        },
      },
    ],
  });
}

function waterfallSteps(pass: FellegiSunterExplanation): readonly Step[] {
  const steps: Step[] = [];
  let at = 0;
  const add = (name: string, weight: number) => {
    steps.push({ name, from: at, to: at + weight, total: false });
    at += weight;
  };
  add('prior', pass.priorWeight ?? 0);
  for (const bar of pass.bars) {
    add(`${bar.comparison}: ${bar.label}`, bar.weight);
    if (bar.termFrequencyAdjustment !== 0) add(`${bar.comparison}: how common`, bar.termFrequencyAdjustment);
  }
  return [...steps, { name: 'match weight', from: 0, to: at, total: true }];
}
