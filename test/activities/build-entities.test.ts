import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildEntities } from '../../activities/build-entities.ts';
import { InvariantError } from '../../schemas/errors.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { emptyWarehouse, putLoad, sims, wage } from './entities/loaded-rows.ts';

const OCTOBER = { submitter: '00350000', period: '2024-10' };
const JUNE = { submitter: '00350000', period: '2025-06' };
const QUARTER = { submitter: 'DUA', period: '2025Q1' };

let warehouse: Warehouse;

beforeEach(async () => {
  warehouse = await emptyWarehouse();
});

afterEach(async () => {
  await warehouse.close();
});

async function entitiesOf(extract: string): Promise<(number | null)[]> {
  const rows = await warehouse.query<{ entity_id: number }>(
    'SELECT entity_id FROM linkage.entity_record WHERE extract = $extract ORDER BY load_id, line_no',
    { extract },
  );
  return rows.map((row) => row.entity_id);
}

function variants(columns: string, source: string) {
  return warehouse.query(`SELECT ${columns} FROM vault.entity_variant WHERE source = $source ORDER BY ALL`, { source });
}

test('rows of one student in several collections and extracts are one entity, with the variants of its values', async () => {
  await putLoad(warehouse, 'dese.sims', OCTOBER, [sims('1000000001', 'Ana', 'Rivas'), sims('1000000002', 'Bo', 'Lee')]);
  await putLoad(warehouse, 'dese.sims', JUNE, [sims('1000000001', 'Ana', 'Rivas-Soto')]);
  await putLoad(warehouse, 'dese.scs', OCTOBER, [{ sasid: '1000000001', lasid: 'L1', school_code: '00350560' }]);
  const built = await buildEntities(warehouse);
  expect(built).toMatchObject({ entities: { dese: 2 }, records: 4, variants: 3, loadsAdded: 3, unlinkable: {} });
  const [first, second] = await entitiesOf('dese.sims');
  expect(await entitiesOf('dese.sims')).toEqual([first, second, first]);
  expect(await entitiesOf('dese.scs')).toEqual([first]);
  expect(await variants('first_name, last_name, last_name_part_2, middle_name, sasid', 'dese')).toEqual([
    { first_name: 'ANA', last_name: 'RIVAS', last_name_part_2: null, middle_name: null, sasid: '1000000001' },
    { first_name: 'ANA', last_name: 'RIVAS SOTO', last_name_part_2: 'SOTO', middle_name: null, sasid: '1000000001' },
    { first_name: 'BO', last_name: 'LEE', last_name_part_2: null, middle_name: null, sasid: '1000000002' },
  ]);
});

test('the same loads again change nothing', async () => {
  await putLoad(warehouse, 'dese.sims', OCTOBER, [sims('1000000001', 'Ana', 'Rivas')]);
  await putLoad(warehouse, 'dua.wage', QUARTER, [wage('t1', 'ANA', 'RIVAS')]);
  const first = await buildEntities(warehouse);
  const before = await warehouse.query('SELECT * FROM vault.entity_variant ORDER BY ALL');
  const again = await buildEntities(warehouse);
  expect(again).toEqual({ ...first, loadsAdded: 0 });
  expect(await warehouse.query('SELECT * FROM vault.entity_variant ORDER BY ALL')).toEqual(before);
});

test('an entity keeps its number when its load is superseded, and loses the values of the load that went', async () => {
  await putLoad(warehouse, 'dese.sims', OCTOBER, [sims('1000000001', 'Ann', 'Rivas'), sims('1000000002', 'Bo', 'Lee')]);
  await putLoad(warehouse, 'dese.sims', JUNE, [sims('1000000001', 'Ann', 'Soto')]);
  await buildEntities(warehouse);
  const [ana] = await entitiesOf('dese.sims');
  await putLoad(warehouse, 'dese.sims', OCTOBER, [sims('1000000001', 'Ana', 'Rivas')]);
  const built = await buildEntities(warehouse);
  expect(built).toMatchObject({ entities: { dese: 1 }, records: 2, loadsAdded: 1, loadsRemoved: 1 });
  expect(await entitiesOf('dese.sims')).toEqual([ana, ana]);
  expect(await variants('first_name, last_name', 'dese')).toEqual([
    { first_name: 'ANA', last_name: 'RIVAS' },
    { first_name: 'ANN', last_name: 'SOTO' },
  ]);
  expect(await warehouse.query('SELECT COUNT(*) AS n FROM vault.entity')).toEqual([{ n: 2 }]);
});

test('incremental building ends where building at once does', async () => {
  const loads = [
    ['dese.sims', OCTOBER, [sims('1000000001', 'Ana', 'Rivas')]],
    ['dese.sims', JUNE, [sims('1000000001', 'Anna', 'Rivas')]],
    ['dua.wage', QUARTER, [wage('t1', 'ANA', 'RIVAS'), wage('t1', 'PEDRO', 'GOMEZ')]],
  ] as const;
  const atOnce = await emptyWarehouse();
  try {
    for (const [extract, slot, rows] of loads) {
      await putLoad(warehouse, extract, slot, rows);
      await buildEntities(warehouse);
      await putLoad(atOnce, extract, slot, rows);
    }
    await buildEntities(atOnce);
    const state =
      'SELECT record.*, variant.first_name FROM linkage.entity_record AS record JOIN vault.entity_variant AS variant USING (entity_id) ORDER BY ALL';
    expect(await warehouse.query(state)).toEqual(await atOnce.query(state));
  } finally {
    await atOnce.close();
  }
});

test('names are compared without accents, case, apostrophes, hyphens and suffixes, and mangled letters are mended', async () => {
  await putLoad(warehouse, 'eec.child', { submitter: 'EEC', period: '2025-01-31' }, [
    { child_id: 'c1', first_name: 'José', last_name: 'NuÃ±ez', birth_date: '2020-01-02' },
    { child_id: 'c2', first_name: 'María-Luz', last_name: 'O’Hara Jr.', birth_date: '2020-01-02' },
    { child_id: 'c3', first_name: ' ana ', last_name: "de  la  O'Cruz III", birth_date: '2020-01-02' },
    { child_id: 'c4', first_name: 'Lee', last_name: 'Jr', birth_date: '2020-01-02' },
  ]);
  await buildEntities(warehouse);
  expect(await variants('first_name, last_name, last_name_joined, name_suffix', 'eec')).toEqual([
    { first_name: 'ANA', last_name: 'DE LA OCRUZ', last_name_joined: 'DELAOCRUZ', name_suffix: 'III' },
    { first_name: 'JOSE', last_name: 'NUNEZ', last_name_joined: 'NUNEZ', name_suffix: null },
    { first_name: 'LEE', last_name: 'JR', last_name_joined: 'JR', name_suffix: null },
    { first_name: 'MARIA LUZ', last_name: 'OHARA', last_name_joined: 'OHARA', name_suffix: 'JR' },
  ]);
});

test('names of other sources have the form that a wage record would have cut them to', async () => {
  await putLoad(warehouse, 'dhe.enrollment', { submitter: '166629', period: '2024F' }, [
    {
      unitid: '166629',
      student_id: '7',
      first_name: 'Maximiliano Andres',
      last_name: "O'Connor-Featherstonehaugh",
      birth_date: '2004-01-02',
      ssn_token: 't1',
      ssn_status: 'valid',
    },
  ]);
  await putLoad(warehouse, 'dua.wage', QUARTER, [wage('t1', 'Maximiliano ', "O'Connor-Featherston")]);
  await buildEntities(warehouse);
  const [college] = await variants('wage_last_name, wage_first_name', 'dhe');
  expect(await variants('wage_last_name, wage_first_name', 'dua')).toEqual([college]);
});

test('one SSN with two people becomes two entities; a marriage, a nickname and an initial do not split', async () => {
  await putLoad(warehouse, 'dua.wage', QUARTER, [
    wage('t1', 'MARIA', 'LOPEZ'),
    wage('t1', 'MARIA', 'SILVA'),
    wage('t1', 'KEVIN', 'OBRIEN'),
    wage('t2', 'ROBERT', 'SMITH'),
    wage('t2', 'BOB', 'SMITH'),
    wage('t2', 'R', 'SMITH'),
    wage('t3', 'ANA', 'RIVAS'),
    wage('t3', 'RIVAS', 'ANA'),
  ]);
  await buildEntities(warehouse);
  const [maria, silva, kevin, robert, bob, initial, ana, swapped] = await entitiesOf('dua.wage');
  expect(silva).toBe(maria);
  expect(kevin).not.toBe(maria);
  expect([bob, initial]).toEqual([robert, robert]);
  expect(swapped).toBe(ana);
  expect(new Set([maria, kevin, robert, ana]).size).toBe(4);
});

test('wage rows without a valid SSN, or without a name on a shared one, are counted as unlinkable', async () => {
  await putLoad(warehouse, 'dua.wage', QUARTER, [
    wage('t1', 'MARIA', 'LOPEZ'),
    wage('t1', 'KEVIN', 'OBRIEN'),
    wage('t1', null, null),
    wage('t2', 'ANA', 'RIVAS'),
    wage('t2', null, null),
    wage(null, 'ANA', 'RIVAS'),
  ]);
  const built = await buildEntities(warehouse);
  expect(built.unlinkable).toEqual({ 'dua.wage': { ssn_invalid: 1, ssn_shared_without_name: 1 } });
  expect(built).toMatchObject({ entities: { dua: 3 }, records: 4 });
});

test('a new spelling joins the person it agrees with, and known people never change', async () => {
  await putLoad(warehouse, 'dua.wage', QUARTER, [wage('t1', 'MARIA', 'LOPEZ'), wage('t1', 'KEVIN', 'OBRIEN')]);
  await buildEntities(warehouse);
  const [maria, kevin] = await entitiesOf('dua.wage');
  await putLoad(warehouse, 'dua.wage', { ...QUARTER, period: '2025Q2' }, [
    wage('t1', 'MARIA', 'LOPEZ SILVA'),
    wage('t1', 'KEVEN', 'OBRIEN'),
    wage('t1', 'ZOE', 'ADAMS'),
  ]);
  await buildEntities(warehouse);
  const [first, second, third, fourth, fifth] = await entitiesOf('dua.wage');
  expect([first, second, third, fourth]).toEqual([maria, kevin, maria, kevin]);
  expect([maria, kevin]).not.toContain(fifth);
});

test('people keep their numbers when tokens are made anew with another key', async () => {
  await putLoad(warehouse, 'dua.wage', QUARTER, [wage('t1', 'MARIA', 'LOPEZ'), wage('t1', 'KEVIN', 'OBRIEN')]);
  await buildEntities(warehouse);
  const before = await entitiesOf('dua.wage');
  await warehouse.execute("UPDATE vault.dua_wage SET ssn_token = 'u1'");
  await warehouse.execute("UPDATE hub.load SET token_key_id = 'key-2'");
  const built = await buildEntities(warehouse);
  expect(built.rebuilt).toBe(true);
  expect(await entitiesOf('dua.wage')).toEqual(before);
  expect(await warehouse.query('SELECT DISTINCT ssn_token FROM vault.entity_variant')).toEqual([{ ssn_token: 'u1' }]);
  expect(await warehouse.query('SELECT DISTINCT ssn_token FROM vault.wage_person')).toEqual([{ ssn_token: 'u1' }]);
});

test('a screening row without a state id is the one student with its local id in that district and year', async () => {
  const row = { first_name: 'Ana', last_name: 'Rivas', assessment_date: '2024-10-01' };
  await putLoad(warehouse, 'dese.screening', { submitter: '00350000', period: '2025' }, [
    { ...row, local_id: 'A' },
    { ...row, local_id: 'B' },
    { ...row, local_id: 'C' },
    { ...row, local_id: 'X', sasid: '1000000009' },
  ]);
  expect((await buildEntities(warehouse)).unlinkable).toEqual({ 'dese.screening': { local_id_unknown: 3 } });
  await putLoad(warehouse, 'dese.sims', OCTOBER, [
    sims('1000000001', 'Ana', 'Rivas', { lasid: 'A' }),
    sims('1000000002', 'Bo', 'Lee', { lasid: 'B' }),
    sims('1000000003', 'Cy', 'Lee', { lasid: 'B' }),
  ]);
  await putLoad(warehouse, 'dese.sims', { submitter: '00350000', period: '2025-10' }, [
    sims('1000000004', 'Di', 'Lee', { lasid: 'C' }),
  ]);
  const built = await buildEntities(warehouse);
  expect(built.unlinkable).toEqual({ 'dese.screening': { local_id_ambiguous: 1, local_id_unknown: 1 } });
  const [ana] = await entitiesOf('dese.sims');
  expect((await entitiesOf('dese.screening'))[0]).toBe(ana);
});

test('StudentTracker rows go by what we asked to have returned, or by the id of the request', async () => {
  const row = { first_name: 'Ana', last_name: 'Rivas', record_found: true };
  await putLoad(warehouse, 'nsc.studenttracker', { submitter: 'NSC', period: '2025-01-31' }, [
    { ...row, requester_return: '1000000001', unique_id: '1_' },
    { ...row, requester_return: '1000000001', unique_id: '2_' },
    { ...row, unique_id: '3_' },
    { ...row, unique_id: '3' },
    { ...row },
  ]);
  const built = await buildEntities(warehouse);
  expect(built).toMatchObject({ entities: { nsc: 2 }, unlinkable: { 'nsc.studenttracker': { no_student_id: 1 } } });
  expect(await variants('sasid', 'nsc')).toEqual([{ sasid: '1000000001' }, { sasid: null }]);
});

test('an entity whose rows carry no name has its id alone, until a name comes', async () => {
  await putLoad(warehouse, 'dese.scs', OCTOBER, [{ sasid: '1000000001', lasid: 'L1', school_code: '00350560' }]);
  await putLoad(warehouse, 'dhe.degree', { submitter: '166629', period: '2025' }, [
    { unitid: '166629', student_id: '7' },
  ]);
  await buildEntities(warehouse);
  expect(await variants('sasid, last_name', 'dese')).toEqual([{ sasid: '1000000001', last_name: null }]);
  expect(await variants('sasid, last_name', 'dhe')).toEqual([{ sasid: null, last_name: null }]);
  await putLoad(warehouse, 'dese.sims', OCTOBER, [sims('1000000001', 'Ana', 'Rivas')]);
  await buildEntities(warehouse);
  expect(await variants('sasid, last_name', 'dese')).toEqual([{ sasid: '1000000001', last_name: 'RIVAS' }]);
});

test('a run that did not end makes the next one read everything again', async () => {
  await putLoad(warehouse, 'dese.sims', OCTOBER, [sims('1000000001', 'Ana', 'Rivas')]);
  const first = await buildEntities(warehouse);
  const [ana] = await entitiesOf('dese.sims');
  await warehouse.execute("UPDATE linkage.entity_load SET state = 'started'");
  await warehouse.execute("UPDATE vault.entity_variant SET last_name = 'HALF'");
  const again = await buildEntities(warehouse);
  expect(again).toEqual({ ...first, rebuilt: true, loadsRemoved: 1 });
  expect(await entitiesOf('dese.sims')).toEqual([ana]);
  expect(await variants('last_name', 'dese')).toEqual([{ last_name: 'RIVAS' }]);
});

test('a load whose rows do not add up stops the build, without saying whose they are', async () => {
  const load_id = await putLoad(warehouse, 'dese.sims', OCTOBER, [sims('1000000001', 'Ana', 'Rivas')]);
  await warehouse.execute('UPDATE hub.load SET rows_loaded = 2 WHERE load_id = $load_id', { load_id });
  await expect(buildEntities(warehouse)).rejects.toThrow(InvariantError);
});

test('the linkage schema holds no identifier', async () => {
  await putLoad(warehouse, 'dua.wage', QUARTER, [wage('t1', 'MARIA', 'LOPEZ'), wage('t1', 'KEVIN', 'OBRIEN')]);
  await buildEntities(warehouse);
  const columns = await warehouse.query<{ column_name: string }>(
    "SELECT DISTINCT column_name FROM information_schema.columns WHERE table_schema = 'linkage'",
  );
  expect(columns.map((row) => row.column_name).filter((name) => /name|birth|ssn|sasid|zip|town/.test(name))).toEqual(
    [],
  );
  const work = await warehouse.query(
    "SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%\\_work' ESCAPE '\\'",
  );
  expect(work).toEqual([]);
});
