import { randomBytes } from 'node:crypto';

/** A source of person keys: integers from 1 to 2^53 − 1, uniform. */
export type RandomKey = () => number;

/** Person keys from the operating system's source of randomness. */
export function cryptoRandomKey(): number {
  for (;;) {
    const key = Number(randomBytes(8).readBigUInt64BE() >> 11n);
    if (key > 0) return key;
  }
}

/** Person keys that a seed repeats, for tests and demonstrations (splitmix64; Steele, Lea and Flood 2014). */
export function seededRandomKey(seed: number): RandomKey {
  let state = BigInt.asUintN(64, BigInt(seed));
  return () => {
    for (;;) {
      state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
      let mixed = state;
      mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
      mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
      const key = Number((mixed ^ (mixed >> 31n)) >> 11n);
      if (key > 0) return key;
    }
  };
}
