/** Rounded to six decimals, halves away from zero, as the warehouse does. */
export function round6(value: number): number {
  const shifted = value * 1e6;
  return (shifted < 0 ? -Math.round(-shifted) : Math.round(shifted)) / 1e6;
}
