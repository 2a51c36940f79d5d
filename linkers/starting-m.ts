/** Most matches agree exactly; what is left halves from level to level. Given probabilities stay. */
export function startingM(given: readonly (number | undefined)[]): readonly number[] {
  const shape = given.map((_, index) => (index === 0 ? 0.9 : 0.1 * 0.5 ** index));
  const fixed = given.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const free = shape.reduce((sum, value, index) => sum + (given[index] === undefined ? value : 0), 0);
  return shape.map((value, index) => given[index] ?? (value * Math.max(1e-9, 1 - fixed)) / free);
}
