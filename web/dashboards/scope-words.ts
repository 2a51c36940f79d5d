import type { Wording } from '../wording.ts';
import type { FigureData } from './figure-data.ts';

/** What a figure shows, as short phrases: its places, year, group and whatever else was chosen. */
export function scopePhrases(data: FigureData, words: Wording): readonly string[] {
  const { t } = words;
  const { places, year, group, after, free } = data.scope;
  const { yearColumn, placeColumn } = data.figure;
  return [
    ...(placeColumn ? [places.map((place) => words.placeInFull(place)).join(', ')] : []),
    ...(year !== undefined && yearColumn ? [words.value(yearColumn, year)] : []),
    ...(after === undefined ? [] : [t.filters.yearsAfter(after)]),
    ...(group === undefined ? [] : [words.group(group)]),
    ...Object.entries(free).map(([name, value]) => words.value(name, value, data.codeNames.get(name)?.get(value))),
  ].filter((phrase) => phrase !== '');
}
