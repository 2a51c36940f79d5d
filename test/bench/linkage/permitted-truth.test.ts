import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createPermittedTruth, scoreContender } from '../../../bench/linkage/permitted-truth.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-permitted-truth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('only what a birth date or an equal SSN connects is asked for, and a wage record linked by name is told', async () => {
  const input = join(folder, 'input.csv');
  // Of P1: 1 and 2 share birth dates, 3 hangs on 2 by its SSN, 4 on nothing.
  writeFileSync(
    input,
    `record_id,true_id,source,dob,ssn
1,P1,dese,2001-01-01,
2,P1,dhe,2001-01-01,111
3,P1,dua,,111
4,P1,dua,,119
5,P2,dua,,222
`,
  );
  const warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.session(async (session) => {
    expect(await createPermittedTruth(session, input)).toEqual({ truePairs: 6, connectable: 3, recall: 0.5 });
    await session.execute(
      `COPY (SELECT * FROM (VALUES ('1', '2'), ('2', '3'), ('4', '1')) AS edge (record_id_l, record_id_r)) TO '${folder}/edges.parquet' (FORMAT parquet)`,
    );
    await session.execute(
      `COPY (SELECT * FROM (VALUES ('1', 1), ('2', 1), ('3', 1), ('4', 1), ('5', 2)) AS cluster (record_id, cluster_id)) TO '${folder}/clusters.parquet' (FORMAT parquet)`,
    );
    const score = await scoreContender(session, folder);
    expect(score.nameOnlyWageEdges).toBe(1);
    expect(score.edges).toMatchObject({ truePositives: 2, falsePositives: 1, falseNegatives: 1 });
    expect(score.clusters).toMatchObject({ truePositives: 3, falsePositives: 3, falseNegatives: 0 });
  });
  await warehouse.close();
});
