import type {
  DeterministicExplanation,
  ExplainedRule,
  FellegiSunterExplanation,
  PairExplanation,
  WaterfallBar,
} from '../../linkers/explain/pair-explanation.ts';
import { textTable } from '../text-table.ts';

/** Half the width of the drawn bars, in characters. */
const HALF = 16;

/** Why two entities are one person or are not, for people to read. */
export function explanationText(explanation: PairExplanation): string {
  const { left, right, passes, resolution, notes } = explanation;
  const parts = [
    `${name(left)} and ${name(right)}`,
    resolution.sentence,
    ...passes.map((pass) => (pass.type === 'deterministic' ? rulesText(pass) : weightsText(pass))),
  ];
  if (resolution.path.length > 0) {
    const links = resolution.path.map(
      (edge) => `  ${edge.left} – ${edge.right}  by ${edge.pass}${bits(edge.matchWeight)}`,
    );
    parts.push(['The links that join them:', ...links].join('\n'));
  }
  if (resolution.rivals.length > 0) {
    const links = resolution.rivals.map(
      (edge) => `  ${edge.left} – ${edge.right}  by ${edge.pass}${bits(edge.matchWeight)}`,
    );
    parts.push(['Links of either to others between these sources:', ...links].join('\n'));
  }
  return [...parts, ...notes.map((note) => `note: ${note}`)].join('\n\n');
}

function name({ source, id, variants }: PairExplanation['left']): string {
  return `${source}:${id}${variants > 1 ? ` (${variants} variants)` : ''}`;
}

function rulesText({ pass, rules }: DeterministicExplanation): string {
  const lines = rules.map((rule) => {
    const outcome = rule.meets
      ? rule.requireHolds === false
        ? 'keys equal, but what it requires besides does not hold'
        : 'links'
      : missedBy(rule);
    return `  ${rule.rule}: ${outcome}`;
  });
  return [`Pass ${pass} (rules)`, ...lines].join('\n');
}

function weightsText(pass: FellegiSunterExplanation): string {
  const blocking = pass.blocking.map(
    (rule) => `  ${keysText(rule)}: ${rule.meets ? 'brings them together' : missedBy(rule)}`,
  );
  const head = [`Pass ${pass.pass} (Fellegi–Sunter)`, ...blocking];
  if (pass.verdict === 'untrained') return [...head, '  It compared no pair, and learned nothing.'].join('\n');
  const rows = [
    ['prior', '', '', '', signed(pass.priorWeight!), '', drawn(pass.priorWeight!)],
    ...pass.bars.map((bar) => [
      bar.comparison,
      `${bar.label}${valuesText(bar)}`,
      probability(bar.m),
      probability(bar.u),
      signed(bar.weight),
      bar.termFrequencyAdjustment === 0 ? '' : signed(bar.termFrequencyAdjustment),
      drawn(bar.weight + bar.termFrequencyAdjustment),
    ]),
    [
      'match weight',
      `probability ${chance(pass.matchProbability!)}`,
      '',
      '',
      signed(pass.matchWeight!),
      '',
      drawn(pass.matchWeight!),
    ],
  ];
  return [
    ...head,
    textTable(['comparison', 'level', 'm', 'u', 'weight', 'rarity', `${'−'.padStart(HALF)}│+ bits`], rows),
    `  ${verdictText(pass)}`,
  ].join('\n');
}

function verdictText({ verdict, compared, thresholds, unmetClauses }: FellegiSunterExplanation): string {
  const what = {
    link: `at or above the threshold for links, ${thresholds.link}`,
    link_only_if: `heavy enough to link, but not without ${unmetClauses.join(', and ')}`,
    between_thresholds: `between the thresholds for review, ${thresholds.review}, and links, ${thresholds.link}`,
    below_review: `below the threshold for review, ${thresholds.review}`,
    untrained: '',
  }[verdict];
  return compared
    ? `The weight is ${what}.`
    : `No blocking rule brings them together, so they were not compared. Had they been: ${what}.`;
}

function keysText({ keys }: ExplainedRule): string {
  return keys.map(({ left, right }) => (left === right ? left : `${left}=${right}`)).join(' + ');
}

function missedBy({ keys, skipped }: ExplainedRule): string {
  if (skipped) return 'keys equal, but the block is larger than skip_blocks_over';
  return keys
    .filter(({ agreement }) => agreement !== 'equal')
    .map(({ left, right, agreement }) => `${left === right ? left : `${left}=${right}`} ${AGREEMENTS[agreement]}`)
    .join(', ');
}

const AGREEMENTS = {
  equal: 'equal',
  different: 'differs',
  missing_left: 'missing on the left',
  missing_right: 'missing on the right',
  missing_both: 'missing on both sides',
};

function valuesText({ values }: WaterfallBar): string {
  if (values.length === 0) return '';
  const shown = values.map(({ left, right }) =>
    left === right && left !== null ? left : `${left ?? '∅'} | ${right ?? '∅'}`,
  );
  return `: ${shown.join(', ')}`;
}

function probability(value: number | null): string {
  if (value === null) return '';
  return value >= 0.001 ? value.toFixed(4) : value.toExponential(1);
}

/** A probability near 1 keeps the digits that tell it from 1. */
function chance(value: number): string {
  return value > 0.99 ? `1 − ${(1 - value).toExponential(1)}` : value.toPrecision(3);
}

function signed(weight: number): string {
  return `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(2)}`;
}

function bits(weight: number | null): string {
  return weight === null ? '' : `, match weight ${signed(weight)}`;
}

/** One character for each bit, to the left of the line against a match, to the right for one. */
function drawn(weight: number): string {
  const length = Math.min(HALF, Math.round(Math.abs(weight)));
  return weight < 0 ? `${'▒'.repeat(length).padStart(HALF)}│` : `${' '.repeat(HALF)}│${'█'.repeat(length)}`;
}
