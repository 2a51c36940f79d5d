import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unionFind } from '../../linkers/union-find.ts';

test('joins the same nodes as repeated relabelling does', () => {
  const cases = fc.integer({ min: 1, max: 40 }).chain((size) => {
    const node = fc.integer({ min: 0, max: size - 1 });
    return fc.tuple(fc.constant(size), fc.array(fc.tuple(node, node), { maxLength: 60 }));
  });
  fc.assert(
    fc.property(cases, ([size, pairs]) => {
      const sets = unionFind(size);
      const naive = Array.from({ length: size }, (_, node) => node);
      for (const [a, b] of pairs) {
        expect(sets.union(a, b)).toBe(naive[a] !== naive[b]);
        const [from, to] = [naive[a], naive[b]];
        naive.forEach((label, node) => {
          if (label === from) naive[node] = to!;
        });
      }
      const order = new Map<number, number>();
      for (const label of naive) if (!order.has(label)) order.set(label, order.size);
      expect([...sets.labels()]).toEqual(naive.map((label) => order.get(label)));
    }),
  );
});
