import * as Plot from '@observablehq/plot';
import type { PassParameters } from '../link-report.ts';
import { priorWeight } from '../match-weight.ts';
import {
  type LevelRow,
  type LevelRows,
  levelRows,
  nameMarks,
  rowBar,
  rowScale,
  rowText,
  shortShare,
  signedBits,
} from './level-rows.ts';
import { AGAINST_MATCH, AXIS_BELOW, FOR_MATCH, GRID, MUTED, type SvgPanel, svgFile } from './svg-file.ts';

const EDGE = 16;
const PANEL = 300;

type Learned = Pick<PassParameters, 'lambda' | 'comparisons'>;

function namePanel(rows: LevelRows): SvgPanel {
  return {
    x: EDGE,
    options: {
      ...rowScale(rows),
      width: rows.nameWidth,
      height: rows.height,
      marginLeft: 0,
      marginRight: 0,
      x: { axis: null, domain: [0, rows.nameWidth], range: [0, rows.nameWidth] },
      marks: [...nameMarks(rows)],
    },
  };
}

/** What the pass learned: m, how often people who are one show a level, and u, how often different people do. */
export function parameterChart(name: string, { comparisons }: Learned): string {
  const rows = levelRows(comparisons);
  const panel = (x: number, heading: string, color: string, value: (row: LevelRow) => number): SvgPanel => ({
    x,
    options: {
      ...rowScale(rows),
      width: PANEL,
      height: rows.height,
      marginLeft: 6,
      marginRight: 74,
      x: { domain: [0, 1], axis: null },
      marks: [
        Plot.gridX([0, 0.25, 0.5, 0.75, 1], { stroke: GRID, strokeOpacity: 1 }),
        Plot.axisX([0, 0.5, 1], {
          ...AXIS_BELOW,
          label: 'probability',
        }),
        Plot.text([heading], {
          frameAnchor: 'top-left',
          dy: 6,
          fontWeight: 'bold',
          fill: color,
          text: (d: string) => d,
        }),
        ...rows.rows.map((row) => rowBar(row, 0, value(row), { fill: color })),
        ...rows.rows.map((row) => rowText(row, value(row), shortShare(value(row)), { textAnchor: 'start', dx: 5 })),
      ],
    },
  });
  return svgFile({
    title: `m and u of ${name}`,
    subtitle:
      'Probability that two records show a level: m among records of one person, u among records of different people. A missing value counts in neither.',
    description: comparisons
      .map(
        ({ comparison, levels }) =>
          `${comparison}: ${levels.map(({ label, m, u }) => `${label} m ${shortShare(m)}, u ${shortShare(u)}`).join('; ')}.`,
      )
      .join(' '),
    width: EDGE * 2 + rows.nameWidth + 2 * PANEL,
    panels: [
      namePanel(rows),
      panel(EDGE + rows.nameWidth, 'm: one person', FOR_MATCH, ({ m }) => m),
      panel(EDGE + rows.nameWidth + PANEL, 'u: different people', AGAINST_MATCH, ({ u }) => u),
    ],
  });
}

/** What each level is worth as evidence. */
export function weightChart(name: string, { lambda, comparisons }: Learned): string {
  const prior = priorWeight(lambda);
  const rows = levelRows([
    { comparison: 'prior', levels: [{ ...PRIOR_LEVEL, m: lambda, u: 1 - lambda, weight: prior }] },
    ...comparisons,
  ]);
  const ends = rows.rows.map(({ weight }) => weight);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = (high - low) * 0.12;
  const width = 560;
  return svgFile({
    title: `Match weights of ${name}`,
    subtitle:
      'Evidence in bits, log2(m/u): each bit doubles the odds that two records are one person, or halves them below zero. The prior is the odds before anything is compared.',
    description: rows.rows
      .map(({ comparison, label, weight }) => `${comparison} ${label} ${signedBits(weight)}`)
      .join('; '),
    width: EDGE * 2 + rows.nameWidth + width,
    panels: [
      namePanel(rows),
      {
        x: EDGE + rows.nameWidth,
        options: {
          ...rowScale(rows),
          width,
          height: rows.height,
          marginLeft: 6,
          marginRight: 10,
          x: { domain: [low - room, high + room], axis: null },
          marks: [
            Plot.gridX({ stroke: GRID, strokeOpacity: 1 }),
            Plot.axisX({
              ...AXIS_BELOW,
              label: 'match weight, bits',
            }),
            ...rows.rows.map((row) => rowBar(row, 0, row.weight, { fill: row.weight < 0 ? AGAINST_MATCH : FOR_MATCH })),
            ...rows.rows.map((row) =>
              rowText(row, row.weight, signedBits(row.weight), {
                textAnchor: row.weight < 0 ? 'end' : 'start',
                dx: row.weight < 0 ? -5 : 5,
              }),
            ),
            Plot.ruleX([0], { stroke: MUTED }),
          ],
        },
      },
    ],
  });
}

const PRIOR_LEVEL = { label: '', uSource: 'exact', uStandardError: null, floored: false } as const;
