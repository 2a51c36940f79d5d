import type { CodedRecords } from './coded-records.ts';

/** The records of one side of a rule, `first` … `end − 1`, and where the columns of its key stand in a row. */
export interface KeySide {
  readonly first: number;
  readonly end: number;
  readonly positions: readonly number[];
}

/** Records that share a key. */
export interface KeyBlocks {
  /** The records of blocks that hold a pair, block by block, ascending; of two sides, those of the left first. */
  readonly members: Int32Array;
  /** Where each block begins; one more at the end. */
  readonly starts: Int32Array;
  /** Where the right side of each block begins; undefined where a source meets itself by the same columns. */
  readonly rights: Int32Array | undefined;
  /** Distinct keys, on both sides where there are two. */
  readonly keys: number;
}

/** Keys of so many entries are sorted at once, within the processor's cache. */
const PART_BITS = 12;
const BUCKETS = 1 << PART_BITS;

/** Arrays that the rules of a pass use one after the other: making them anew costs as much as filling them. */
export interface BlockScratch {
  /** For at least so many entries. @returns `[entries, hashes, sorted entries, sorted hashes, members, starts, rights]` */
  arrays(entries: number): readonly Int32Array[];
}

export function blockScratch(): BlockScratch {
  let held: readonly Int32Array[] = [];
  return {
    arrays: (entries) => {
      if (held.length === 0 || held[0]!.length < entries) {
        const starts = (entries >>> 1) + 2;
        held = [entries, entries, entries, entries, entries, starts, starts].map((length) => new Int32Array(length));
      }
      return held;
    },
  };
}

/**
 * Finds the blocks of a rule. Entries are spread by a hash of their key, first into parts that fit the cache, then into
 * buckets within each, so that memory is read and written in a few streams; only keys in one bucket are compared. A
 * record with a missing part of its key is in no block.
 * @param right where the two sides differ
 */
export function keyBlocks(records: CodedRecords, scratch: BlockScratch, left: KeySide, right?: KeySide): KeyBlocks {
  const capacity = left.end - left.first + (right === undefined ? 0 : right.end - right.first);
  const [entries, hashes, sorted, sortedHashes, members, starts, rights] = scratch.arrays(capacity);
  let length = addEntries(entries!, hashes!, 0, records, left, false);
  if (right !== undefined) length = addEntries(entries!, hashes!, length, records, right, true);

  const bits = Math.max(0, Math.ceil(Math.log2(Math.max(1, length))) - PART_BITS);
  const parts = spread(entries!, hashes!, sorted!, sortedHashes!, length, bits);
  const found: FoundBlocks = {
    members: members!,
    starts: starts!,
    rights: right === undefined ? undefined : rights!,
    length: 0,
    count: 0,
    keys: 0,
  };
  const ends = new Int32Array(BUCKETS + 1);
  for (let part = 0; part < 1 << bits; part++) {
    const from = parts[part]!;
    const end = parts[part + 1]!;
    // Back into the first arrays, which the spreading has left free.
    sortPart(sorted!, sortedHashes!, entries!, hashes!, from, end, bits, ends);
    takeBuckets(found, records, left, right ?? left, entries!, hashes!, from, ends);
  }
  found.starts[found.count] = found.length;
  return Object.freeze({
    members: found.members.slice(0, found.length),
    starts: found.starts.slice(0, found.count + 1),
    rights: found.rights?.slice(0, found.count),
    keys: found.keys,
  });
}

/** Adds records as entries: of the left side as their number, of the right as its complement; and hashes of keys. */
function addEntries(
  entries: Int32Array,
  hashes: Int32Array,
  from: number,
  { rows, width }: CodedRecords,
  { first, end, positions }: KeySide,
  right: boolean,
): number {
  const parts = positions.length;
  let length = from;
  record: for (let e = first, row = first * width; e < end; e++, row += width) {
    let hash = 0;
    for (let part = 0; part < parts; part++) {
      const code = rows[row + positions[part]!]!;
      if (code < 0) continue record;
      hash = Math.imul(hash ^ code, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    // The product alone leaves the low bits of a code alone.
    hash = Math.imul(hash, 0x85ebca6b);
    entries[length] = right ? ~e : e;
    hashes[length++] = hash ^ (hash >>> 13);
  }
  return length;
}

/** Spreads entries by the highest bits of their hashes; those of a part keep their order. @returns where parts begin */
function spread(
  entries: Int32Array,
  hashes: Int32Array,
  toEntries: Int32Array,
  toHashes: Int32Array,
  length: number,
  bits: number,
): Int32Array {
  const starts = new Int32Array((1 << bits) + 1);
  // A shift by 32 would be one by none.
  const shift = 32 - Math.max(1, bits);
  const mask = (1 << bits) - 1;
  for (let at = 0; at < length; at++) starts[((hashes[at]! >>> shift) & mask) + 1]!++;
  for (let part = 0; part <= mask; part++) starts[part + 1]! += starts[part]!;
  const next = starts.slice();
  for (let at = 0; at < length; at++) {
    const hash = hashes[at]!;
    const place = next[(hash >>> shift) & mask]!++;
    toEntries[place] = entries[at]!;
    toHashes[place] = hash;
  }
  return starts;
}

/** Sorts a part into buckets by the next bits. @param ends receives where each bucket ends */
function sortPart(
  entries: Int32Array,
  hashes: Int32Array,
  toEntries: Int32Array,
  toHashes: Int32Array,
  from: number,
  end: number,
  bits: number,
  ends: Int32Array,
): void {
  ends.fill(0);
  for (let at = from; at < end; at++) ends[((hashes[at]! << bits) >>> (32 - PART_BITS)) + 1]!++;
  ends[0] = from;
  for (let bucket = 0; bucket < BUCKETS; bucket++) ends[bucket + 1]! += ends[bucket]!;
  // Each begins where the one before it ends, and is left at its own end.
  for (let at = from; at < end; at++) {
    const hash = hashes[at]!;
    const place = ends[(hash << bits) >>> (32 - PART_BITS)]!++;
    toEntries[place] = entries[at]!;
    toHashes[place] = hash;
  }
}

/** Blocks so far, in arrays that are larger. */
interface FoundBlocks {
  readonly members: Int32Array;
  readonly starts: Int32Array;
  readonly rights: Int32Array | undefined;
  length: number;
  count: number;
  keys: number;
}

function takeBuckets(
  found: FoundBlocks,
  records: CodedRecords,
  left: KeySide,
  right: KeySide,
  entries: Int32Array,
  hashes: Int32Array,
  first: number,
  ends: Int32Array,
): void {
  const twoSided = found.rights !== undefined;
  let from = first;
  let alone = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const end = ends[bucket]!;
    if (end - from === 1) alone++;
    else if (end > from) takeBlocks(found, records, left, right, entries, hashes, from, end);
    from = end;
  }
  if (!twoSided) found.keys += alone;
}

/** Divides the entries of a bucket by their keys and keeps the blocks that hold a pair. */
function takeBlocks(
  found: FoundBlocks,
  records: CodedRecords,
  left: KeySide,
  right: KeySide,
  entries: Int32Array,
  hashes: Int32Array,
  from: number,
  end: number,
): void {
  const { members, rights } = found;
  let until = end;
  while (until > from) {
    const begin = found.length;
    const first = entries[from]!;
    const hash = hashes[from]!;
    let length = begin;
    let rightAt = -1;
    let rest = from;
    for (let at = from; at < until; at++) {
      const entry = entries[at]!;
      if (at === from || (hashes[at] === hash && equalKeys(records, left, right, first, entry))) {
        if (entry < 0 && rightAt < 0) rightAt = length;
        members[length++] = entry < 0 ? ~entry : entry;
      } else {
        entries[rest] = entry;
        hashes[rest++] = hashes[at]!;
      }
    }
    until = rest;
    const holdsPair = rights === undefined ? length - begin > 1 : rightAt > begin;
    if (rights === undefined || holdsPair) found.keys++;
    if (!holdsPair) continue;
    found.starts[found.count] = begin;
    if (rights !== undefined) rights[found.count] = rightAt;
    found.count++;
    found.length = length;
  }
}

function equalKeys({ rows, width }: CodedRecords, left: KeySide, right: KeySide, a: number, b: number): boolean {
  const aPositions = a < 0 ? right.positions : left.positions;
  const bPositions = b < 0 ? right.positions : left.positions;
  const aRow = (a < 0 ? ~a : a) * width;
  const bRow = (b < 0 ? ~b : b) * width;
  for (let part = 0; part < aPositions.length; part++) {
    if (rows[aRow + aPositions[part]!] !== rows[bRow + bPositions[part]!]) return false;
  }
  return true;
}
