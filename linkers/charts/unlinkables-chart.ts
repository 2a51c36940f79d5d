import * as Plot from '@observablehq/plot';
import type { Unlinkables } from '../quality/unlinkables.ts';
import { AGAINST_MATCH, AXIS_BELOW, FOR_MATCH, GRID, INK, MUTED, svgFile } from './svg-file.ts';

const WIDTH = 760;
const HEIGHT = 340;
const STYLES = [
  { color: FOR_MATCH, dash: '' },
  { color: AGAINST_MATCH, dash: '7 4' },
];

/** Which share of the records could not reach a weight even against a copy of themselves. */
export function unlinkablesChart(name: string, sides: readonly Unlinkables[], link: number): string {
  const lines = sides.map((side, at) => ({ side, points: cumulative(side), ...STYLES[at % STYLES.length]! }));
  const bits = sides.flatMap(({ weights }) => weights.map((weight) => weight.bits));
  const share = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  const sentence = sides
    .map(
      (side) =>
        `${side.source}: ${share(side.unlinkable, side.entities)} cannot be linked (${share(side.withoutKey, side.entities)} lack a blocking key, ${share(side.tooLight, side.entities)} hold too little, ${share(side.clauseUnmet, side.entities)} fail link_only_if)`,
    )
    .join('; ');
  return svgFile({
    title: `Records that could not be linked, ${name}`,
    subtitle: `Share of records that weigh less than x bits against an exact copy of themselves, which no other record can exceed. ${sentence}.`,
    description: lines
      .map(
        ({ side, points }) =>
          `${side.source}: ${points.map(({ x, y }) => `below ${x} bits ${(100 * y).toFixed(1)} %`).join(', ')}`,
      )
      .join('; '),
    width: WIDTH + 32,
    panels: [
      {
        x: 16,
        options: {
          width: WIDTH,
          height: HEIGHT,
          marginLeft: 64,
          marginTop: 30,
          marginBottom: 48,
          marginRight: 90,
          x: { domain: [Math.min(Math.floor(link) - 1, ...bits), Math.max(...bits) + 1], axis: null },
          y: { domain: [0, 1], axis: null },
          marks: [
            Plot.gridY({ stroke: GRID, strokeOpacity: 1 }),
            Plot.axisY({ label: 'share of records', labelArrow: 'none', tickSize: 0, fill: MUTED, tickFormat: '.0%' }),
            Plot.axisX({
              ...AXIS_BELOW,
              label: 'match weight against itself, bits',
            }),
            ...lines.map(({ points, color, dash }) =>
              Plot.line(points, {
                x: 'x',
                y: 'y',
                curve: 'step-before',
                stroke: color,
                strokeWidth: 2.5,
                strokeDasharray: dash,
              }),
            ),
            ...lines.map(({ side, points, color }, at) =>
              Plot.text([side.source], {
                x: () => points.at(-1)!.x,
                y: () => 1,
                text: () => side.source,
                textAnchor: 'start',
                dx: 8,
                dy: at * 16,
                fill: color,
                fontWeight: 'bold',
              }),
            ),
            Plot.ruleX([link], { stroke: INK, strokeDasharray: '5 4' }),
            Plot.text(['threshold'], {
              x: () => link,
              frameAnchor: 'top',
              text: () => 'links from here',
              textAnchor: 'start',
              dx: 5,
              dy: 6,
              fill: INK,
              stroke: '#ffffff',
              strokeWidth: 4,
            }),
          ],
        },
      },
    ],
  });
}

function cumulative({ entities, weights }: Unlinkables): readonly { readonly x: number; readonly y: number }[] {
  let below = 0;
  const points = weights.map((weight) => {
    below += weight.entities;
    return { x: weight.bits + 1, y: below / Math.max(1, entities) };
  });
  return [{ x: weights[0]?.bits ?? 0, y: 0 }, ...points];
}
