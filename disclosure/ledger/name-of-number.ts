import { codeAt } from '../tables/layer.ts';
import type { SystemDraft } from '../tables/system-draft.ts';

/** A number of a system in the words of its tables. */
export interface NumberName {
  /** Table and measure; for what is worked out, what it is. */
  readonly name: string;
  /** `concept=code`, where the number is of a table. */
  readonly codes: readonly string[];
  /** The oldest release that published it, or the newest that withheld it; of a table yet to be protected, none. */
  readonly release: string | null;
}

export function nameOfNumber(draft: SystemDraft, number: number): NumberName {
  const origin = draft.originOf(number);
  if ('about' in origin) return { name: origin.about, codes: [], release: null };
  const { layer, cell, release } = origin;
  return {
    name: `${cell.measure.table}.${cell.measure.name}`,
    codes: layer.concepts.map(
      (concept, at) => `${concept.name}=${shownCode(concept.codes[codeAt(layer, cell.key, at)]!)}`,
    ),
    release: draft.knownSince(number) ?? release ?? null,
  };
}

/** Codes of two columns are kept as one; a reader sees the lower under the upper. */
function shownCode(code: string): string {
  return code.replace('\u001f', '/');
}
