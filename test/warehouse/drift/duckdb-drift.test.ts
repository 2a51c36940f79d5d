import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import { driftSuite } from './drift-suite.ts';

driftSuite('DuckDB', async () => {
  const warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute("ATTACH ':memory:' AS vault");
  return warehouse;
});
