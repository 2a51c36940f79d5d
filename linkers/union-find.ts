/** Disjoint sets over 0 … size − 1, joined by size with path halving. */
export interface UnionFind {
  /** The representative of the set that holds `node`. */
  find(node: number): number;
  /** Joins two sets; false when they were one already. */
  union(a: number, b: number): boolean;
  /** For every node, the number of its set: sets are numbered by their least node. */
  labels(): Int32Array;
}

export function unionFind(size: number): UnionFind {
  const parent = new Int32Array(size);
  const weight = new Int32Array(size).fill(1);
  for (let node = 0; node < size; node++) parent[node] = node;

  const find = (node: number): number => {
    let at = node;
    while (parent[at]! !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };

  const union = (a: number, b: number): boolean => {
    let small = find(a);
    let large = find(b);
    if (small === large) return false;
    if (weight[small]! > weight[large]!) [small, large] = [large, small];
    parent[small] = large;
    weight[large] = weight[large]! + weight[small]!;
    return true;
  };

  const labels = (): Int32Array => {
    const label = new Int32Array(size).fill(-1);
    const result = new Int32Array(size);
    let next = 0;
    for (let node = 0; node < size; node++) {
      const root = find(node);
      if (label[root]! < 0) label[root] = next++;
      result[node] = label[root]!;
    }
    return result;
  };

  return { find, union, labels };
}
