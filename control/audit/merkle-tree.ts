import { createHash } from 'node:crypto';

/** A hash of 32 bytes. */
export type Digest = Buffer;

/** Leaves and inner nodes are hashed apart, as in RFC 6962, so that neither can be passed off as the other. */
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** @param entryHash hexadecimal SHA-256 of an entry */
export function leafDigest(entryHash: string): Digest {
  return createHash('sha256').update(LEAF).update(Buffer.from(entryHash, 'hex')).digest();
}

export function nodeDigest(left: Digest, right: Digest): Digest {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** A tree that only grows and keeps as many digests as its size has binary digits. */
export interface GrowingTree {
  append(leaf: Digest): void;
  size(): number;
  /** @throws TypeError while the tree is empty */
  root(): Digest;
}

export function growingTree(): GrowingTree {
  const peaks: { digest: Digest; leaves: number }[] = [];
  let size = 0;
  return {
    append(leaf) {
      let grown = { digest: leaf, leaves: 1 };
      while (peaks.at(-1)?.leaves === grown.leaves) {
        const left = peaks.pop() as typeof grown;
        grown = { digest: nodeDigest(left.digest, grown.digest), leaves: grown.leaves * 2 };
      }
      peaks.push(grown);
      size += 1;
    },
    size: () => size,
    root: () => peaks.map(({ digest }) => digest).reduceRight((right, left) => nodeDigest(left, right)),
  };
}

/** @throws TypeError when there is no leaf */
export function merkleRoot(leaves: readonly Digest[]): Digest {
  const tree = growingTree();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}

/** The digests that lead from a leaf to the root, the leaf's neighbor first. @param index of the leaf, from 0 */
export function inclusionProof(leaves: readonly Digest[], index: number): Digest[] {
  if (leaves.length <= 1) return [];
  const half = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half
    ? [...inclusionProof(left, index), merkleRoot(right)]
    : [...inclusionProof(right, index - half), merkleRoot(left)];
}

/** The digests that show the tree of the first `size` leaves to be the beginning of the tree of all. */
export function consistencyProof(leaves: readonly Digest[], size: number): Digest[] {
  return size === leaves.length ? [] : subProof(leaves, size, true);
}

function subProof(leaves: readonly Digest[], size: number, whole: boolean): Digest[] {
  if (size === leaves.length) return whole ? [] : [merkleRoot(leaves)];
  const half = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return size <= half
    ? [...subProof(left, size, whole), merkleRoot(right)]
    : [...subProof(right, size - half, false), merkleRoot(left)];
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
