import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { provesConsistency, provesInclusion } from '../../../control/audit/check-proof.ts';
import { consistencyProof, inclusionProof, leafDigest, merkleRoot } from '../../../control/audit/merkle-tree.ts';

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => leafDigest(index.toString(16).padStart(64, '0')));
const headOf = (leaves: readonly Buffer[], size = leaves.length) => ({ size, root: merkleRoot(leaves.slice(0, size)) });

/** Leaves and roots that implementations of Certificate Transparency are held to. */
const KNOWN: readonly (readonly [string, string])[] = [
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  ['606162636465666768696a6b6c6d6e6f', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];

describe('the Merkle tree', () => {
  test('has the roots that RFC 6962 gives for known leaves', () => {
    const leaves = KNOWN.map(([data]) => leafDigest(data));
    expect(leaves.map((_, index) => merkleRoot(leaves.slice(0, index + 1)).toString('hex'))).toEqual(
      KNOWN.map(([, root]) => root),
    );
  });

  test('proves every leaf of every small tree, and no other leaf or place', () => {
    for (let size = 1; size <= 33; size++) {
      const leaves = leavesOf(size);
      const head = headOf(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const proof = inclusionProof(leaves, index);
        expect(provesInclusion(leaf, index, head, proof)).toBe(true);
        expect(provesInclusion(leafDigest('ff'), index, head, proof)).toBe(false);
        for (const other of [index - 1, index + 1]) expect(provesInclusion(leaf, other, head, proof)).toBe(false);
      }
    }
  });

  test('proves that every small tree is the beginning of every larger one, and of no other', () => {
    for (let size = 1; size <= 33; size++) {
      const leaves = leavesOf(size);
      const changed = [leafDigest('ff'), ...leaves.slice(1)];
      for (let earlier = 1; earlier <= size; earlier++) {
        const proof = consistencyProof(leaves, earlier);
        expect(provesConsistency(headOf(leaves, earlier), headOf(leaves), proof)).toBe(true);
        expect(provesConsistency(headOf(changed, earlier), headOf(leaves), proof)).toBe(false);
        expect(provesConsistency(headOf(leaves, earlier), headOf(changed), consistencyProof(changed, earlier))).toBe(
          false,
        );
      }
    }
  });

  test('accepts no proof with a digest changed, left out or added', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1), fc.nat(9))),
        ([size, index, place]) => {
          const leaves = leavesOf(size);
          const head = headOf(leaves);
          const proof = inclusionProof(leaves, index);
          const leaf = leaves[index] as Buffer;
          const wrong = leafDigest('ff');
          const at = place % proof.length;
          expect(provesInclusion(leaf, index, head, proof.with(at, wrong))).toBe(false);
          expect(provesInclusion(leaf, index, head, proof.toSpliced(at, 1))).toBe(false);
          expect(provesInclusion(leaf, index, head, proof.toSpliced(at, 0, wrong))).toBe(false);
          const growth = consistencyProof(leaves, index + 1);
          if (growth.length === 0) return;
          const before = headOf(leaves, index + 1);
          expect(provesConsistency(before, head, growth.with(place % growth.length, wrong))).toBe(false);
          expect(provesConsistency(before, head, growth.slice(1))).toBe(false);
          expect(provesConsistency(before, head, [...growth, wrong])).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});
