import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { warehouseSuite } from './warehouse-suite.ts';

warehouseSuite('DuckDB', () => openDuckDb({ path: ':memory:', memoryLimit: '512MB' }));
