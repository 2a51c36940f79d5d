/** Latin-1 Supplement to Latin Extended-B, and Latin Extended Additional: every accented letter of Europe and Vietnam. */
const BLOCKS = [
  [0x00c0, 0x024f],
  [0x1e00, 0x1eff],
] as const;
const COMBINING_MARKS = [0x0300, 0x036f] as const;

/**
 * Letters with accents, and the letters they stand on, place for place; combining marks come last and have none, so that
 * `TRANSLATE` takes them away. The decomposition is Unicode's (NFD), which DuckDB's `strip_accents` follows, too.
 */
export function accentedLetters(): readonly [accented: string, plain: string] {
  let accented = '';
  let plain = '';
  for (const [first, last] of BLOCKS) {
    for (let code = first; code <= last; code++) {
      const letter = String.fromCodePoint(code);
      const base = letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
      if (base === letter || base.length !== 1) continue;
      accented += letter;
      plain += base;
    }
  }
  for (let code = COMBINING_MARKS[0]; code <= COMBINING_MARKS[1]; code++) accented += String.fromCodePoint(code);
  return [accented, plain];
}
