/** Beyond this, a table by pattern would not stay in the processor's cache. */
const LARGEST_TABLE = 2 ** 20;

/** The place of a pattern in a list; −1 where it is not in it. */
export function patternNumbers(patterns: readonly number[]): (pattern: number) => number {
  const largest = patterns.reduce((most, pattern) => Math.max(most, pattern), -1);
  if (largest >= LARGEST_TABLE) {
    const numbers = new Map(patterns.map((pattern, number) => [pattern, number]));
    return (pattern) => numbers.get(pattern) ?? -1;
  }
  const numbers = new Int32Array(largest + 1).fill(-1);
  patterns.forEach((pattern, number) => {
    numbers[pattern] = number;
  });
  return (pattern) => (pattern < numbers.length ? numbers[pattern]! : -1);
}

/** How often each pattern occurs, ascending. @param radix one more than any pattern can be */
export function countPatterns(patterns: Int32Array | Float64Array, radix: number): ReadonlyMap<number, number> {
  if (radix > LARGEST_TABLE) {
    const counts = new Map<number, number>();
    for (const pattern of patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
    return new Map([...counts].sort(([a], [b]) => a - b));
  }
  const counts = new Int32Array(radix);
  for (let at = 0; at < patterns.length; at++) counts[patterns[at]!]!++;
  const occurring = new Map<number, number>();
  counts.forEach((count, pattern) => {
    if (count > 0) occurring.set(pattern, count);
  });
  return occurring;
}
