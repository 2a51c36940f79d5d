/**
 * The words most like one that was mistyped, by how far they begin alike and by the pairs of letters they share; ties by
 * alphabet.
 * @param count at most so many
 */
export function nearest(wrong: string, known: readonly string[], count: number): readonly string[] {
  const pairs = bigrams(wrong);
  const likeness = (word: string) => {
    const own = new Set(bigrams(word));
    const shared = pairs.filter((pair) => own.has(pair)).length;
    return (shared + commonBeginning(word, wrong)) / (word.length + wrong.length);
  };
  return known
    .map((word) => ({ word, like: likeness(word) }))
    .toSorted((a, b) => b.like - a.like || (a.word < b.word ? -1 : 1))
    .slice(0, count)
    .filter(({ like }, index) => index === 0 || like > 0)
    .map(({ word }) => word);
}

function commonBeginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function bigrams(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2));
}
