import { describe, expect, test } from 'vitest';
import { pairScore, scoreClusters, scoreEdges } from '../../../linkers/files/pair-score.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';

const JUDGED = `(
  SELECT * FROM (VALUES
    ('1', 'a', 'x', 'p'), ('2', 'a', 'x', 'p'), ('3', 'b', 'x', 'q'), ('4', 'b', 'y', 'p'), ('5', 'b', 'z', 'q')
  ) AS record (e, source, label, truth))`;

async function counts(counted = () => true) {
  const warehouse = await openDuckDb({ path: ':memory:' });
  try {
    return await warehouse.session(async (session) => ({
      clusters: await scoreClusters(session, JUDGED, counted),
      edges: await scoreEdges(
        session,
        JUDGED,
        `(SELECT * FROM (VALUES ('1', '2'), ('3', '1')) AS edge (el, er))`,
        counted,
      ),
    }));
  } finally {
    await warehouse.close();
  }
}

describe('scoring against the truth', () => {
  test('counts every pair within clusters once, by pair of sources', async () => {
    const { clusters } = await counts();
    expect(clusters).toEqual([
      { left: 'a', right: 'a', linked: 1, truePairs: 1, correct: 1 },
      { left: 'a', right: 'b', linked: 2, truePairs: 2, correct: 0 },
      { left: 'b', right: 'b', linked: 0, truePairs: 1, correct: 0 },
    ]);
    expect(pairScore(clusters)).toMatchObject({ truePositives: 1, falsePositives: 2, falseNegatives: 3, f1: 2 / 7 });
  });

  test('counts edges in either direction', async () => {
    const { edges } = await counts();
    expect(edges.find(({ left, right }) => left === 'a' && right === 'b')).toMatchObject({ linked: 1, correct: 0 });
    expect(pairScore(edges)).toMatchObject({ truePositives: 1, falsePositives: 1, falseNegatives: 3 });
  });

  test('leaves out pairs that do not count', async () => {
    const { clusters } = await counts(((left: string, right: string) => left !== right) as () => boolean);
    expect(clusters.map(({ left, right }) => left + right)).toEqual(['ab']);
  });

  test('has no ratio where there is nothing to divide by', () => {
    expect(pairScore([])).toMatchObject({ precision: null, recall: null, f1: null });
  });
});
