import type { EstimatedShare } from '../../linkers/quality/interval.ts';
import type { ReviewRates, SourcePairRates } from '../../linkers/review/review-rates.ts';
import type { ReviewCard } from '../../schemas/review-card.ts';
import { textTable } from '../text-table.ts';

const AGREEMENT = { equal: 'same', different: 'differs', missing: 'missing' } as const;

/** Two entities side by side, for a person to judge. */
export function cardText(card: ReviewCard): string {
  return textTable(
    ['', `${card.sourceL} ${card.entityIdL}`, `${card.sourceR} ${card.entityIdR}`, ''],
    card.rows.map(({ column, left, right, agreement }) => [
      column,
      left.join(' / ') || '–',
      right.join(' / ') || '–',
      AGREEMENT[agreement],
    ]),
  );
}

export function ratesText({ bySourcePair, all, notRepresented }: ReviewRates): string {
  const row = (rates: SourcePairRates) => [
    rates.sourcePair,
    rates.answered,
    rates.drawn,
    rates.unsure,
    interval(rates.precision),
    rates.missedPairs === null
      ? '–'
      : `${Math.round(rates.missedPairs.pairs)} (${Math.round(rates.missedPairs.low)}–${Math.round(rates.missedPairs.high)})`,
  ];
  return [
    textTable(
      ['pair of sources', 'answered', 'drawn', 'unsure', 'precision (95 %)', 'matches not linked (95 %)'],
      [...bySourcePair, ...(bySourcePair.length > 1 ? [all] : [])].map(row),
    ),
    notRepresented,
  ].join('\n\n');
}

function interval(share: EstimatedShare | null): string {
  return share === null ? '–' : `${share.share.toFixed(4)} (${share.low.toFixed(4)}–${share.high.toFixed(4)})`;
}
