/**
 * The largest prime below 2^26, so that a product of two residues is exact in a double. A rank modulo it can only be
 * too small where it divides a minor of the system, which for sums of cells does not happen in practice; every other
 * error of the arithmetic is on the side of withholding more.
 */
export const PRIME = 67_108_859;

export function residue(value: number): number {
  const rest = value % PRIME;
  return rest < 0 ? rest + PRIME : rest;
}

export function multiply(a: number, b: number): number {
  return (a * b) % PRIME;
}

/** The inverse of a non-zero residue. */
export function inverse(value: number): number {
  let [r0, r1] = [PRIME, value];
  let [t0, t1] = [0, 1];
  while (r1 !== 0) {
    const quotient = Math.floor(r0 / r1);
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return residue(t0);
}

/** Residues from a seed, the same on every machine (xorshift32). */
export function residueStream(seed: number): () => number {
  let state = seed | 0 || 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return 1 + ((state >>> 0) % (PRIME - 1));
  };
}
