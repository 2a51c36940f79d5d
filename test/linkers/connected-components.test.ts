import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectComponents } from '../../linkers/connected-components.ts';
import { unionFind } from '../../linkers/union-find.ts';
import { writeNumbers } from '../../linkers/write-numbers.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';
import { seededRandom } from './synthetic-people.ts';

type Link = readonly [number, number];

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

async function write(session: Session, links: readonly Link[]): Promise<void> {
  await session.execute(
    'CREATE OR REPLACE TEMPORARY TABLE link_step_edge (pair INTEGER, step INTEGER, el INTEGER, er INTEGER, weight DOUBLE, state VARCHAR)',
  );
  await writeNumbers(session, warehouse.dialect, 'given', { el: 'INTEGER', er: 'INTEGER' }, links);
  await session.execute("INSERT INTO link_step_edge SELECT 0, 0, el, er, NULL, 'link' FROM given");
}

const components = (session: Session) => session.query('SELECT e, root FROM link_component ORDER BY e');

/** The least entity of each linked one's component, by union–find. */
function byUnionFind(links: readonly Link[]): readonly { e: number; root: number }[] {
  const entities = [...new Set(links.flat())].sort((a, b) => a - b);
  const sets = unionFind(entities.length);
  for (const [l, r] of links) sets.union(entities.indexOf(l), entities.indexOf(r));
  const labels = sets.labels();
  return entities.map((e, index) => ({ e, root: entities[labels.indexOf(labels[index]!)]! }));
}

/** The statements of a run that make hooks: one a round. */
async function rounds(links: readonly Link[]): Promise<{ rounds: number; roots: number; least: number }> {
  return warehouse.session(async (session) => {
    await write(session, links);
    let hooks = 0;
    await connectComponents({
      stream: (sql, parameters) => session.stream(sql, parameters),
      query: (sql, parameters) => session.query(sql, parameters),
      execute: (sql, parameters) => {
        if (sql.includes('MIN(low)')) hooks++;
        return session.execute(sql, parameters);
      },
    });
    const [row] = await session.query<{ roots: number; least: number; linked: number }>(
      'SELECT COUNT(DISTINCT root) AS roots, MIN(root) AS least, COUNT(*) AS linked FROM link_component',
    );
    expect(row!.linked).toBe(new Set(links.flat()).size);
    return { rounds: hooks, roots: row!.roots, least: row!.least };
  });
}

function shuffled(size: number, seed: number): readonly number[] {
  const random = seededRandom(seed);
  const order = Array.from({ length: size }, (_, index) => index);
  for (let at = size - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

describe('components of linked entities', () => {
  test('are those of union–find, with the least entity as root', () => {
    const links = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })).filter(([l, r]) => l !== r),
      { maxLength: 50 },
    );
    return fc.assert(
      fc.asyncProperty(links, async (given) => {
        await warehouse.session(async (session) => {
          await write(session, given);
          await connectComponents(session);
          expect(await components(session)).toEqual(byUnionFind(given));
        });
      }),
      { numRuns: 60 },
    );
  });

  const size = 20_000;
  const order = shuffled(size, 3);
  const chain = (at: (index: number) => number) =>
    Array.from({ length: size - 1 }, (_, index): Link => [at(index), at(index + 1)]);
  const star = (center: number) =>
    Array.from({ length: size }, (_, leaf): Link => [center, leaf]).filter(([l, r]) => l !== r);

  test.each<[string, readonly Link[], number]>([
    ['a chain in order', chain((index) => index), 1],
    ['a chain against the order', chain((index) => size - 1 - index), 1],
    ['a chain in any order', chain((index) => order[index]!), 16],
    [
      'a chain of high and low in turn',
      chain((index) => (index % 2 === 0 ? index / 2 : size - 1 - (index - 1) / 2)),
      16,
    ],
    ['a star around the least', star(0), 1],
    ['a star around the greatest', star(size - 1), 2],
  ])('%s of twenty thousand are one component within few rounds', async (_, links, most) => {
    const found = await rounds(links);
    expect({ roots: found.roots, least: found.least }).toEqual({ roots: 1, least: 0 });
    expect(found.rounds).toBeLessThanOrEqual(most);
  });

  test('are none where nothing is linked', async () => {
    await warehouse.session(async (session) => {
      await write(session, []);
      await connectComponents(session);
      expect(await components(session)).toEqual([]);
    });
  });

  test('are given up beyond the most rounds allowed', async () => {
    await warehouse.session(async (session) => {
      await write(session, star(size - 1));
      await expect(connectComponents(session, { mostRounds: 1 })).rejects.toThrow(InvariantError);
    });
  });
});
