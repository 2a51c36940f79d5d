import * as Plot from '@observablehq/plot';
import { AGAINST_MATCH, AXIS_BELOW, FOR_MATCH, GRID, INK, MUTED, svgFile } from './svg-file.ts';

export interface WeightBin {
  /** Whole bits; the bin reaches one further. */
  readonly bits: number;
  readonly linked: number;
  readonly review: number;
}

const WIDTH = 760;
const HEIGHT = 340;

/** How many pairs have which match weight. */
export function histogramChart(
  name: string,
  bins: readonly WeightBin[],
  thresholds: { readonly link: number; readonly review: number },
): string {
  const linked = bins.reduce((sum, bin) => sum + bin.linked, 0);
  const review = bins.reduce((sum, bin) => sum + bin.review, 0);
  const last = Math.max(...bins.map(({ bits }) => bits)) + 1;
  const first = Math.min(Math.floor(thresholds.review), ...bins.map(({ bits }) => bits));
  const highest = Math.max(...bins.map((bin) => bin.linked + bin.review));
  const rows = bins.flatMap((bin) => [
    { bits: bin.bits, from: 0, to: bin.linked, color: FOR_MATCH },
    { bits: bin.bits, from: bin.linked, to: bin.linked + bin.review, color: AGAINST_MATCH },
  ]);
  const whole = (value: number) => value.toLocaleString('en-US');
  return svgFile({
    title: `Match weights of pairs, ${name}`,
    subtitle: `Pairs by match weight in bits, from the threshold for review up: ${whole(linked)} linked (dark blue), ${whole(review)} for a person to decide (orange, on top). Lighter pairs are not kept.`,
    description: bins
      .map(({ bits, ...bin }) => `${bits} to ${bits + 1} bits: ${bin.linked} linked, ${bin.review} for review`)
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
          x: { domain: [first, last], axis: null },
          y: { domain: [0, highest], axis: null, nice: true },
          marks: [
            Plot.gridY({ stroke: GRID, strokeOpacity: 1 }),
            Plot.axisY({ label: 'pairs', labelArrow: 'none', tickSize: 0, fill: MUTED }),
            Plot.axisX({
              ...AXIS_BELOW,
              label: 'match weight, bits',
            }),
            Plot.rect(rows, {
              x1: (row) => row.bits + 0.04,
              x2: (row) => row.bits + 0.96,
              y1: 'from',
              y2: 'to',
              fill: (row) => row.color,
            }),
            Plot.ruleY([0], { stroke: MUTED }),
            ...(thresholds.review < thresholds.link ? [marker(thresholds.review, 'review')] : []).flat(),
            ...marker(thresholds.link, 'link'),
          ],
        },
      },
    ],
  });
}

function marker(at: number, label: string): readonly Plot.Markish[] {
  return [
    Plot.ruleX([at], { stroke: INK, strokeDasharray: '5 4' }),
    Plot.text([label], {
      x: () => at,
      frameAnchor: 'top',
      text: () => label,
      textAnchor: 'start',
      dx: 5,
      dy: 6,
      fill: INK,
      stroke: '#ffffff',
      strokeWidth: 4,
    }),
  ];
}
