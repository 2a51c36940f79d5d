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

/**
 * Finds the blocks of a rule. Entries are spread by a hash of their key, first into parts that fit the cache, then into
 * buckets within each, so that memory is read and written in a few streams; only keys in one bucket are compared. A
 * record with a missing part of its key is in no block.
 * @param right where the two sides differ
 */
export function keyBlocks(records: CodedRecords, left: KeySide, right?: KeySide): KeyBlocks {
  const capacity = left.end - left.first + (right === undefined ? 0 : right.end - right.first);
  const all: Entries = { entries: new Int32Array(capacity), hashes: new Int32Array(capacity), length: 0 };
  addEntries(all, records, left, false);
  if (right !== undefined) addEntries(all, records, right, true);

  const shift = Math.max(0, Math.ceil(Math.log2(Math.max(1, all.length))) - PART_BITS);
  const parts = spread(all, shift);
  const found = openBlocks(all.length, right !== undefined);
  const buckets = new Int32Array((1 << PART_BITS) + 1);
  const local: Entries = { entries: new Int32Array(0), hashes: new Int32Array(0), length: 0 };
  for (let part = 0; part < 1 << shift; part++) {
    sortPart(parts, part, shift, buckets, local);
    for (let bucket = 0, from = 0; bucket < 1 << PART_BITS; bucket++) {
      const end = buckets[bucket]!;
      if (end > from) takeBlocks(found, records, left, right ?? left, local, from, end);
      from = end;
    }
  }
  return found.blocks();
}

/** A record of the left side as its number, of the right side as the number's complement; and a hash of its key. */
interface Entries {
  entries: Int32Array;
  hashes: Int32Array;
  length: number;
}

function addEntries(all: Entries, { rows, width }: CodedRecords, side: KeySide, right: boolean): void {
  const { positions } = side;
  let { length } = all;
  record: for (let e = side.first; e < side.end; e++) {
    let hash = 0;
    for (let part = 0; part < positions.length; part++) {
      const code = rows[e * width + positions[part]!]!;
      if (code < 0) continue record;
      hash = Math.imul(hash ^ code, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    // The product alone leaves the low bits of a code alone.
    hash = Math.imul(hash, 0x85ebca6b);
    all.entries[length] = right ? ~e : e;
    all.hashes[length] = hash ^ (hash >>> 13);
    length++;
  }
  all.length = length;
}

interface Parts extends Entries {
  /** Where each part begins; one more at the end. */
  readonly starts: Int32Array;
}

/** Spreads entries by the highest bits of their hashes; those of a part keep their order. */
function spread({ entries, hashes, length }: Entries, bits: number): Parts {
  const starts = new Int32Array((1 << bits) + 1);
  if (bits === 0) {
    starts[1] = length;
    return { entries, hashes, length, starts };
  }
  for (let at = 0; at < length; at++) starts[(hashes[at]! >>> (32 - bits)) + 1]!++;
  for (let part = 0; part < 1 << bits; part++) starts[part + 1]! += starts[part]!;
  const next = starts.slice();
  const spreadEntries = new Int32Array(length);
  const spreadHashes = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const hash = hashes[at]!;
    const place = next[hash >>> (32 - bits)]!++;
    spreadEntries[place] = entries[at]!;
    spreadHashes[place] = hash;
  }
  return { entries: spreadEntries, hashes: spreadHashes, length, starts };
}

/** Sorts a part into buckets by the next bits. @param buckets receives where each bucket ends */
function sortPart(parts: Parts, part: number, shift: number, buckets: Int32Array, local: Entries): void {
  const from = parts.starts[part]!;
  const end = parts.starts[part + 1]!;
  if (local.entries.length < end - from) {
    local.entries = new Int32Array(2 * (end - from));
    local.hashes = new Int32Array(2 * (end - from));
  }
  buckets.fill(0);
  for (let at = from; at < end; at++) buckets[((parts.hashes[at]! << shift) >>> (32 - PART_BITS)) + 1]!++;
  for (let bucket = 0; bucket < 1 << PART_BITS; bucket++) buckets[bucket + 1]! += buckets[bucket]!;
  // Each begins where the one before it ends, and is left at its own end.
  for (let at = from; at < end; at++) {
    const hash = parts.hashes[at]!;
    const place = buckets[(hash << shift) >>> (32 - PART_BITS)]!++;
    local.entries[place] = parts.entries[at]!;
    local.hashes[place] = hash;
  }
}

interface OpenBlocks {
  readonly members: Int32Array;
  starts: Int32Array;
  rights: Int32Array | undefined;
  /** Members and blocks so far. */
  length: number;
  count: number;
  keys: number;
  blocks(): KeyBlocks;
}

function openBlocks(entries: number, twoSided: boolean): OpenBlocks {
  const most = (entries >>> 1) + 2;
  const open: OpenBlocks = {
    members: new Int32Array(entries),
    starts: new Int32Array(most),
    rights: twoSided ? new Int32Array(most) : undefined,
    length: 0,
    count: 0,
    keys: 0,
    blocks: () => {
      open.starts[open.count] = open.length;
      return Object.freeze({
        members: open.members.slice(0, open.length),
        starts: open.starts.slice(0, open.count + 1),
        rights: open.rights?.slice(0, open.count),
        keys: open.keys,
      });
    },
  };
  return open;
}

/** Divides the entries of a bucket by their keys and keeps the blocks that hold a pair. */
function takeBlocks(
  found: OpenBlocks,
  records: CodedRecords,
  left: KeySide,
  right: KeySide,
  { entries, hashes }: Entries,
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
