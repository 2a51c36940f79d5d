import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildEntities } from '../../../../activities/build-entities.ts';
import { buildTable } from '../../../../activities/build-table.ts';
import { loadReference } from '../../../../activities/load-reference.ts';
import { matchRates } from '../../../../activities/match-rates.ts';
import { warehouseObjects } from '../../../../activities/warehouse-objects.ts';
import { ecidsAssets } from '../../../../assets/ecids.ts';
import { hubGraph } from '../../../../assets/hub-assets.ts';
import { learnToEarnAssets } from '../../../../assets/learn-to-earn.ts';
import { publicTableAssets } from '../../../../assets/public-tables.ts';
import { listLoads, loadsEndedBy, loadsOf, retractLoad, showLoad } from '../../../../extracts/loads/load-register.ts';
import { repairLoads } from '../../../../extracts/loads/repair-loads.ts';
import { readSlotRegister } from '../../../../extracts/loads/slot-register.ts';
import { evaluateLinkage } from '../../../../linkers/evaluate-linkage.ts';
import { levelSelect } from '../../../../linkers/level-sql.ts';
import { seededRandomKey } from '../../../../linkers/person-key.ts';
import { promoteLinkVersion } from '../../../../linkers/promote-link-version.ts';
import { runLinkage } from '../../../../linkers/run-linkage.ts';
import { withoutSources } from '../../../../linkers/without-sources.ts';
import { readOrganizations } from '../../../../publish/organizations.ts';
import { extractContracts } from '../../../../schemas/extracts/index.ts';
import { type LinkModel, parseLinkModel } from '../../../../schemas/link-model/link-model.ts';
import { projectRoot } from '../../../../schemas/project-root.ts';
import { DIALECT_FUNCTIONS } from '../../../../warehouse/dialect.ts';
import { openDuckDb } from '../../../../warehouse/duckdb/duckdb-warehouse.ts';
import { createTable, createView, migrateWarehouse } from '../../../../warehouse/migrations/migrate-warehouse.ts';
import { snowflakeDialect } from '../../../../warehouse/snowflake/dialect.ts';
import { snowflakeObjects } from '../../../../warehouse/snowflake/snowflake-objects.ts';
import { statementText } from '../../../../warehouse/snowflake/statement-text.ts';
import { putLoad, sims, wage } from '../../../activities/entities/loaded-rows.ts';
import { syntheticModel } from '../../../linkers/synthetic-model.ts';
import { syntheticPeople, writePeople } from '../../../linkers/synthetic-people.ts';
import { KNOWN_ANSWERS } from '../../known-answers.ts';
import { DATABASES } from '../open-emulated.ts';
import { refusedStatements } from './check-grammar.ts';
import { type TwoDialectWarehouse, twoDialects } from './two-dialect-warehouse.ts';

const clock = () => new Date('2026-01-02T03:04:05Z');

let hub: TwoDialectWarehouse;
beforeEach(async () => {
  const warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute("ATTACH ':memory:' AS vault");
  hub = twoDialects(warehouse);
});
afterEach(() => hub.warehouse.close());

async function expectAllTaken(atLeast: number): Promise<void> {
  expect(hub.statements.size).toBeGreaterThanOrEqual(atLeast);
  expect(await refusedStatements(hub.statements)).toEqual([]);
}

test('linkage speaks Snowflake’s SQL, by rules and by weights', async () => {
  const setUp = await openDuckDb({ path: ':memory:' });
  try {
    const { warehouse, statements } = twoDialects(setUp);
    await setUp.session((session) => writePeople(session, syntheticPeople(1_000, 11), 'people'));
    await runLinkage(warehouse, syntheticModel, {
      entityTable: 'people.entity_variant',
      linkVersion: 1,
      random: seededRandomKey(1),
      clock,
    });
    await evaluateLinkage(warehouse, {
      linkVersion: 1,
      truthTable: 'people.truth',
      entityTable: 'people.entity_variant',
      strongKeys: ['sasid', 'ssn_token'],
      twinTable: 'people.twin',
    });
    await promoteLinkVersion(warehouse, 1, { clock });
    expect(statements.size).toBeGreaterThan(100);
    expect(await refusedStatements(statements)).toEqual([]);
  } finally {
    await setUp.close();
  }
});

test('every function of the dialect does', async () => {
  const calls = DIALECT_FUNCTIONS.flatMap((name) =>
    KNOWN_ANSWERS[name].map(({ call, over }) => {
      const text = snowflakeDialect.functions[name](...call);
      if (name === 'split_rows') return `SELECT value FROM ${text} AS parts`;
      return `SELECT ${text} AS answer${over === undefined ? '' : ` FROM ${over}`}`;
    }),
  );
  expect(await refusedStatements(calls)).toEqual([]);
});

test('every comparison of the Massachusetts model does', async () => {
  const model = massachusetts();
  const comparisons = Object.entries(model.comparisons).map(([name, comparison]) =>
    levelSelect(snowflakeDialect, name, comparison, 'link_code_pair'),
  );
  expect(await refusedStatements(comparisons)).toEqual([]);
});

test('what makes the warehouse does, also what only Snowflake has', async () => {
  const statements = [...snowflakeObjects, ...warehouseObjects(hubGraph)].map((object) => {
    if (object.kind === 'table') return createTable(object, 'snowflake');
    return object.kind === 'view' ? createView(object, 'snowflake') : object.statement;
  });
  const sent = statements.map((sql) => statementText(sql, undefined, DATABASES).text);
  expect(sent.length).toBeGreaterThan(100);
  expect(await refusedStatements(sent)).toEqual([]);
});

test('every table does, with its checks', async () => {
  const { warehouse } = hub;
  await migrateWarehouse(warehouse, warehouseObjects(hubGraph), { clock });
  for (const asset of [...learnToEarnAssets, ...ecidsAssets, ...publicTableAssets]) {
    if (asset.maker.kind === 'sql') await buildTable(warehouse, asset, { linkVersion: 1, runId: 'run' });
  }
  await expectAllTaken(300);
});

test('loads, entities and their linkage do', async () => {
  const { warehouse } = hub;
  await migrateWarehouse(warehouse, warehouseObjects(hubGraph), { clock });
  await loadReference(warehouse);
  const first = await putLoads();
  await buildEntities(warehouse);
  await readLoads(first);
  const model = deterministic(massachusetts());
  const sources = (await warehouse.query<{ source: string }>('SELECT DISTINCT source FROM vault.entity_variant')).map(
    ({ source }) => source,
  );
  await runLinkage(
    warehouse,
    withoutSources(
      model,
      Object.keys(model.sources).filter((source) => !sources.includes(source)),
    ),
    {
      entityTable: 'vault.entity_variant',
      linkVersion: 1,
      random: seededRandomKey(1),
      clock,
    },
  );
  await promoteLinkVersion(warehouse, 1, { clock });
  await matchRates(warehouse, []);
  await readOrganizations(warehouse);
  // Whoever leaves takes other statements than whoever comes.
  await retractLoad(warehouse, { loadId: first, reason: 'wrong file', actor: 'ada', at: clock() });
  await buildEntities(warehouse);
  await repairLoads(warehouse, extractContracts.values());
  await expectAllTaken(100);
});

/** Students, a college's, and wages on an SSN that two people use. */
async function putLoads(): Promise<number> {
  const { warehouse } = hub;
  const slot = { submitter: '00350000', period: '2024-10' };
  const first = await putLoad(warehouse, 'dese.sims', slot, [sims('1000000001', 'Ana', 'Rivas Soto')]);
  await putLoad(warehouse, 'dese.sims', { ...slot, submitter: '00350001' }, [sims('1000000002', 'Bo', 'Lee')]);
  await putLoad(warehouse, 'dhe.enrollment', { submitter: '166629', period: '2024F' }, [
    {
      unitid: '166629',
      student_id: 'a',
      first_name: 'Ana',
      last_name: 'Rivas',
      birth_date: '2008-03-04',
      sasid: '1000000001',
      ssn_token: 't1',
      ssn_status: 'valid',
    },
  ]);
  await putLoad(warehouse, 'dua.wage', { submitter: 'DUA', period: '2025Q1' }, [
    wage('t1', 'ANA', 'RIVAS SOTO'),
    wage('t2', 'BO', 'LEE'),
    wage('t2', 'MARIA', 'SILVA'),
    wage(null, null, null),
  ]);
  return first;
}

async function readLoads(loadId: number): Promise<void> {
  const { warehouse } = hub;
  await listLoads(warehouse, { extract: 'dese.sims', submitter: '00350000', period: '2024-10', state: 'current' });
  await showLoad(warehouse, loadId);
  await loadsOf(warehouse, [loadId]);
  await loadsEndedBy(warehouse, 'dese.sims', [1, 2]);
  await readSlotRegister(warehouse, [{ extract: 'dese.sims', submitter: '00350000', period: '2024-10' }]);
}

function massachusetts(): LinkModel {
  return parseLinkModel(JSON.parse(readFileSync(join(projectRoot, 'assets/models/massachusetts.json'), 'utf8')));
}

/** The part that needs no population to learn from. */
function deterministic(model: LinkModel): LinkModel {
  return parseLinkModel({
    ...model,
    source_pairs: model.source_pairs
      .map((pair) => ({ ...pair, passes: pair.passes.filter(({ type }) => type === 'deterministic') }))
      .filter((pair) => pair.passes.length > 0),
  });
}
