/** Rows by their length, shortest first; a row whose length has changed since it was put is skipped. */
export class LengthQueue {
  readonly #lengthOf: (row: number) => number;
  readonly #buckets: number[][] = [];
  readonly #done: Uint8Array;
  #shortest = 1;

  /** Puts every row; empty ones are never taken. */
  constructor(rows: number, lengthOf: (row: number) => number) {
    this.#lengthOf = lengthOf;
    this.#done = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) this.put(row);
  }

  put(row: number): void {
    const length = this.#lengthOf(row);
    if (length === 0) return;
    while (this.#buckets.length <= length) this.#buckets.push([]);
    this.#buckets[length]!.push(row);
    this.#shortest = Math.min(this.#shortest, length);
  }

  /** @returns the shortest row, once; -1 when there is none */
  take(): number {
    for (; this.#shortest < this.#buckets.length; this.#shortest++) {
      const bucket = this.#buckets[this.#shortest]!;
      for (let row = bucket.pop(); row !== undefined; row = bucket.pop()) {
        if (this.#done[row] === 1 || this.#lengthOf(row) !== this.#shortest) continue;
        this.#done[row] = 1;
        return row;
      }
    }
    return -1;
  }
}
