import type { CellSystem } from '../system/cell-system.ts';
import type { SystemDraft } from '../tables/system-draft.ts';
import { nameOfNumber } from './name-of-number.ts';

/** Parts of a sum that a sentence names; of more it says how many there are. */
const NAMED = 12;

/** A sum between numbers, as somebody would write it down: published numbers with their value, the others with a `?`. */
export function sentenceOfEquation(draft: SystemDraft, system: CellSystem, equation: number): string {
  const sides: [string[], string[]] = [[], []];
  for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
    const number = system.cells[at]!;
    const { name, codes, release } = nameOfNumber(draft, number);
    const where = codes.length > 0 ? ` (${codes.join(', ')})` : '';
    const value = system.value[number]!.toLocaleString('en-US');
    const shown = draft.isKnown(number) ? `${value}${release ? ` (published by ${release})` : ''}` : '?';
    sides[system.coefficients[at]! > 0 ? 0 : 1].push(`${name}${where} = ${shown}`);
  }
  return sides.map(sideOf).join(' equals ');
}

function sideOf(terms: readonly string[]): string {
  const named = terms.slice(0, NAMED).join(' + ');
  return terms.length > NAMED ? `${named} + ${terms.length - NAMED} more` : named;
}
