import { type Digest, nodeDigest } from './merkle-tree.ts';

/** The size and root of a tree that somebody vouches for. */
export interface TreeHead {
  readonly size: number;
  readonly root: Digest;
}

/** Whether a proof leads from a leaf to the root of a tree. @param index of the leaf, from 0 */
export function provesInclusion(leaf: Digest, index: number, head: TreeHead, proof: readonly Digest[]): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= head.size) return false;
  let place = index;
  let last = head.size - 1;
  let digest = leaf;
  for (const step of proof) {
    if (last === 0) return false;
    if (isRight(place) || place === last) {
      digest = nodeDigest(step, digest);
      while (!isRight(place) && place !== 0) [place, last] = [up(place), up(last)];
    } else {
      digest = nodeDigest(digest, step);
    }
    [place, last] = [up(place), up(last)];
  }
  return last === 0 && digest.equals(head.root);
}

/** Whether a proof shows the earlier tree to be the beginning of the later one. */
export function provesConsistency(earlier: TreeHead, later: TreeHead, proof: readonly Digest[]): boolean {
  if (earlier.size < 1 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && earlier.root.equals(later.root);
  const [first, ...steps] = isPower(earlier.size) ? [earlier.root, ...proof] : proof;
  if (first === undefined) return false;
  let place = earlier.size - 1;
  let last = later.size - 1;
  while (isRight(place)) [place, last] = [up(place), up(last)];
  let before = first;
  let after = first;
  for (const step of steps) {
    if (last === 0) return false;
    if (isRight(place) || place === last) {
      before = nodeDigest(step, before);
      after = nodeDigest(step, after);
      while (!isRight(place) && place !== 0) [place, last] = [up(place), up(last)];
    } else {
      after = nodeDigest(after, step);
    }
    [place, last] = [up(place), up(last)];
  }
  return last === 0 && before.equals(earlier.root) && after.equals(later.root);
}

function up(place: number): number {
  return Math.floor(place / 2);
}

function isRight(place: number): boolean {
  return place % 2 === 1;
}

function isPower(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}
