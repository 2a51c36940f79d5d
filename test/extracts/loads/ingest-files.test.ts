import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { icesaFormatter } from '../../../extracts/containers/icesa-writer.ts';
import { ingestFile } from '../../../extracts/loads/ingest-file.ts';
import { ingestFiles } from '../../../extracts/loads/ingest-files.ts';
import type { IngestRequest, SettledFile } from '../../../extracts/loads/ingest-request.ts';
import { listLoads, showLoad } from '../../../extracts/loads/load-register.ts';
import { repairLoads } from '../../../extracts/loads/repair-loads.ts';
import { ContractBreachError, FileRefusedError, HeldForApprovalError, UsageError } from '../../../schemas/errors.ts';
import { wageExtract } from '../../../schemas/extracts/dua/wage.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import {
  cumulativeContract,
  type EdgeBench,
  HEADER,
  institutionContract,
  openEdgeBench,
  plainContract,
} from './edge-bench.ts';

let bench: EdgeBench;
beforeEach(async () => {
  bench = await openEdgeBench([plainContract, cumulativeContract, institutionContract, wageExtract]);
});
afterEach(() => bench.close());

const good = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `${String(from + index).padStart(4, '0')},Rivas,012345678,09,\n`).join(
    '',
  );
const submitters = ['166629', '167729', '167987', '168148', '168227'];

/** One file a submitter, named after it. */
async function requests(contents: readonly string[], changes: Partial<IngestRequest> = {}): Promise<IngestRequest[]> {
  const files = contents.map((content, index) => bench.file(`${submitters[index]}.csv`, content));
  const paths = await Promise.all(files);
  return paths.map((path, index) => bench.request(path, plainContract, { submitter: submitters[index]!, ...changes }));
}

const outcomes = (settled: readonly SettledFile[]) =>
  settled.map(({ result, error }) => result?.outcome ?? (error as Error).constructor.name);

describe('many files at once', () => {
  it('are a load each, with the lines, reasons and rows that each would have alone', async () => {
    const contents = [
      `${HEADER}${good(3)}`,
      `note,grade,last_name,ssn,student_id\n,09,Silva,,0001\n,8,Silva,,0002\n`,
      `\uFEFF${HEADER.replace('\n', '\r\n')}0001,Nuñez,,10,\r\n0001,Nuñez,,10,\r\n`,
      `${HEADER}${good(2, 3)}\n`,
    ];
    const settled = await ingestFiles({ ...bench.deps, stretchBytes: 64 }, await requests(contents));
    expect(outcomes(settled)).toEqual(['loaded', 'loaded', 'loaded', 'loaded']);
    expect(settled.map(({ result }) => [result?.read, result?.loaded, result?.quarantined, result?.reasons])).toEqual([
      [3, 3, 0, {}],
      [2, 1, 1, { 'grade.code': 1 }],
      [2, 1, 1, { 'row.repeated': 1 }],
      [3, 2, 1, { 'line.blank': 1 }],
    ]);
    const together = await everything();
    await bench.close();
    bench = await openEdgeBench([plainContract, cumulativeContract, institutionContract, wageExtract]);
    for (const request of await requests(contents)) await ingestFile(bench.deps, request);
    expect(await everything()).toEqual(together);
  });

  it('leave out those that are refused, whatever for, and load the others whole', async () => {
    const contents = [
      `${HEADER}${good(3)}`,
      `${HEADER}${good(2)}0009,${'x'.repeat(300)},,09,\n`,
      `${HEADER}bad,,,zz,\nbad,,,zz,\n`,
      'DOEHEADER,SCHOOL=00350000\n',
      `${HEADER}${good(4)}`,
    ];
    const settled = await ingestFiles(bench.deps, [
      ...(await requests(contents)),
      bench.request(join(bench.folder, 'absent.csv'), plainContract, { submitter: '164924' }),
      bench.request(join(bench.folder, '166629.csv'), plainContract, { submitter: 'Boston' }),
    ]);
    expect(outcomes(settled)).toEqual([
      'loaded',
      FileRefusedError.name,
      ContractBreachError.name,
      FileRefusedError.name,
      'loaded',
      UsageError.name,
      UsageError.name,
    ]);
    const loads = await listLoads(bench.warehouse);
    expect(loads.map((load) => [load.load_id, load.submitter, load.rows_loaded])).toEqual([
      [2, submitters[4], 4],
      [1, submitters[0], 3],
    ]);
    for (const table of ['vault.test_plain', 'staging.test_plain']) {
      expect(
        await bench.warehouse.query(`SELECT load_id, count(*) AS rows FROM ${table} GROUP BY load_id ORDER BY load_id`),
      ).toEqual([
        { load_id: 1, rows: 3 },
        { load_id: 2, rows: 4 },
      ]);
    }
    expect(await bench.warehouse.query('SELECT * FROM quarantine.record')).toEqual([]);
    expect(await readdir(join(bench.folder, 'landing', '.incoming'))).toEqual([]);
    expect(await readdir(join(bench.folder, 'landing', 'keys'))).toHaveLength(2);
  });

  it('are no-ops when they are sent again, and only what was missing is loaded', async () => {
    const contents = [`${HEADER}${good(3)}`, `${HEADER}${good(3)}cut off`, `${HEADER}${good(5)}`];
    await ingestFiles(bench.deps, await requests(contents));
    const before = await bench.state();
    const again = await ingestFiles(bench.deps, await requests(contents));
    expect(outcomes(again)).toEqual(['unchanged', FileRefusedError.name, 'unchanged']);
    expect(again.map(({ result }) => result?.loadId)).toEqual([1, undefined, 2]);
    expect(await bench.state()).toEqual(before);
    contents[1] = `${HEADER}${good(3)}`;
    const whole = await ingestFiles(bench.deps, await requests(contents));
    expect(whole.map(({ result }) => [result?.outcome, result?.loadId])).toEqual([
      ['unchanged', 1],
      ['loaded', 3],
      ['unchanged', 2],
    ]);
  });

  it('end at A when A, B and A again of one slot are among them', async () => {
    const [a, b] = [await bench.file('a.csv', `${HEADER}${good(3)}`), await bench.file('b.csv', `${HEADER}${good(2)}`)];
    const send = [a, b, a, a].map((path) => bench.request(path, plainContract));
    const settled = await ingestFiles(bench.deps, send);
    expect(settled.map(({ result }) => [result?.outcome, result?.loadId])).toEqual([
      ['loaded', 1],
      ['loaded', 2],
      ['loaded', 3],
      ['unchanged', 3],
    ]);
    const loads = await listLoads(bench.warehouse);
    expect(loads.map(({ load_id, state, ended_reason }) => [load_id, state, ended_reason])).toEqual([
      [3, 'current', null],
      [2, 'superseded', 'superseded by load 3'],
      [1, 'superseded', 'superseded by load 2'],
    ]);
  });

  it('are each held against the slot they were sent for', async () => {
    const rows = (unitid: string, count: number) => `${unitid},0001\n`.repeat(count);
    const files = await Promise.all([
      bench.file('a.csv', `unitid,student_id\n${rows(submitters[0]!, 3)}${rows(submitters[1]!, 1)}`),
      bench.file('b.csv', `unitid,student_id\n${rows(submitters[1]!, 4)}`),
      bench.file('c.csv', `unitid,student_id\n${rows(submitters[1]!, 4)}`),
    ]);
    const settled = await ingestFiles(
      bench.deps,
      files.map((path, index) => bench.request(path, institutionContract, { submitter: submitters[index]! })),
    );
    expect(outcomes(settled)).toEqual(['loaded', 'loaded', FileRefusedError.name]);
    expect(settled.map(({ result }) => result?.reasons)).toEqual([{ 'slot.submitter': 1 }, {}, undefined]);
    expect(String(settled[2]?.error)).toMatch(/is not from 167987/);
  });

  it('are held for approval by the row count of an earlier period among them', async () => {
    const send = async (period: string, count: number) =>
      bench.request(await bench.file(`${period}.csv`, `${HEADER}${good(count)}`), plainContract, { period });
    const settled = await ingestFiles(bench.deps, [
      await send('2023', 20),
      await send('2024', 4),
      await send('2025', 19),
      await send('2026', 21),
    ]);
    // What 2025 is held against is 2023, since 2024 was held back.
    expect(outcomes(settled)).toEqual(['loaded', HeldForApprovalError.name, 'loaded', 'loaded']);
  });

  it('supersede one another in the order of the requests when each holds all former ones', async () => {
    const send = async (period: string, count: number) =>
      bench.request(await bench.file(`${period}.txt`, good(count).replaceAll(',', '|')), cumulativeContract, {
        period,
      });
    const settled = await ingestFiles(bench.deps, [await send('2025-01-31', 10), await send('2025-02-28', 11)]);
    expect(outcomes(settled)).toEqual(['loaded', 'loaded']);
    const loads = await listLoads(bench.warehouse);
    expect(loads.map(({ period, state }) => [period, state])).toEqual([
      ['2025-02-28', 'current'],
      ['2025-01-31', 'superseded'],
    ]);
  });

  it('of ICESA records are checked against their own trailers', async () => {
    const quarter = (period: string, wages: number) => {
      const formatter = icesaFormatter(wageExtract, { submitter: 'DUA', period });
      const [year, number] = period.split('Q');
      const record = (index: number) =>
        formatter.record({
          ssn: '012345678',
          last_name: 'Rivas',
          first_name: 'Ana',
          employer_account: index % 2 === 0 ? '10000001' : '10000002',
          fein: '041234567',
          year: year!,
          quarter: number!,
          gross_wages: `${wages}.5${index}`,
        });
      return `${formatter.opening}${record(0)}${record(1)}${formatter.closing()}`;
    };
    const files = [
      { period: '2024Q1', content: quarter('2024Q1', 100) },
      { period: '2024Q2', content: quarter('2024Q2', 200).replace('00000000020050', '00000000020150') },
      { period: '2024Q3', content: quarter('2024Q3', 300) },
    ];
    const sent = [];
    for (const { period, content } of files) {
      const path = await bench.file(`${period}.txt`, content);
      sent.push(bench.request(path, wageExtract, { period, submitter: 'DUA' }));
    }
    const settled = await ingestFiles(bench.deps, sent);
    expect(outcomes(settled)).toEqual(['loaded', FileRefusedError.name, 'loaded']);
    expect(String(settled[1]?.error)).toMatch(/disagrees with its T record on line 3/);
    expect(
      await bench.warehouse.query(
        'SELECT load_id, line_no, quarter, CAST(gross_wages AS VARCHAR) AS wages, employer_account FROM staging.dua_wage ORDER BY ALL',
      ),
    ).toEqual([
      { load_id: 1, line_no: 2, quarter: 1, wages: '100.50', employer_account: '10000001' },
      { load_id: 1, line_no: 5, quarter: 1, wages: '100.51', employer_account: '10000002' },
      { load_id: 2, line_no: 2, quarter: 3, wages: '300.50', employer_account: '10000001' },
      { load_id: 2, line_no: 5, quarter: 3, wages: '300.51', employer_account: '10000002' },
    ]);
  });

  it('change nothing on a dry run', async () => {
    const before = await bench.state();
    const contents = [`${HEADER}${good(3)}`, `${HEADER}${good(3)}cut off`];
    const settled = await ingestFiles(bench.deps, await requests(contents, { dryRun: true }));
    expect(outcomes(settled)).toEqual(['checked', FileRefusedError.name]);
    expect(await bench.state()).toEqual(before);
  });

  it('are told of as they are settled, in order', async () => {
    const told: string[][] = [];
    const [a, b] = [await bench.file('a.csv', `${HEADER}${good(3)}`), await bench.file('b.csv', `${HEADER}${good(2)}`)];
    await ingestFiles({ ...bench.deps, onSettled: async (files) => void told.push([...outcomes(files)]) }, [
      bench.request(a, plainContract),
      bench.request(b, plainContract, { submitter: '167729' }),
      bench.request(b, plainContract),
    ]);
    expect(told).toEqual([['loaded', 'loaded'], ['loaded']]);
  });
});

describe('a stop between the two databases', () => {
  /** A warehouse that fails before its second transaction, as if the process had been killed, until it is mended. */
  function brittle(warehouse: Warehouse) {
    let transactions = 0;
    const state = { broken: false };
    return {
      state,
      warehouse: new Proxy(warehouse, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) => {
            if (name === 'transaction') {
              transactions += 1;
              state.broken = transactions === 2;
            }
            if (state.broken) return Promise.reject(new Error('killed'));
            return member.apply(target, given) as unknown;
          };
        },
      }),
    };
  }

  it('leaves vault rows that no load shows, and that the next load or a repair deletes', async () => {
    const contents = [`${HEADER}${good(3)}`, `${HEADER}${good(5)}`];
    const { state, warehouse } = brittle(bench.warehouse);
    await expect(ingestFiles({ ...bench.deps, warehouse }, await requests(contents))).rejects.toThrow('killed');
    expect(state.broken).toBe(true);
    const vaultRows = () => bench.warehouse.query('SELECT count(*) AS rows FROM vault.test_plain');
    expect(await vaultRows()).toEqual([{ rows: 8 }]);
    for (const table of ['hub.load', 'staging.test_plain', 'quarantine.record']) {
      expect(await bench.warehouse.query(`SELECT * FROM ${table}`)).toEqual([]);
    }
    const [first, second] = await requests(contents);
    const retried = await ingestFiles(bench.deps, [second!, first!]);
    expect(retried.map(({ result }) => [result?.outcome, result?.loadId, result?.loaded])).toEqual([
      ['loaded', 1, 5],
      ['loaded', 2, 3],
    ]);
    expect(await vaultRows()).toEqual([{ rows: 8 }]);
    expect(await repairLoads(bench.warehouse, [plainContract])).toEqual({});
    expect(await showLoad(bench.warehouse, 1)).toMatchObject({ state: 'current', rows_loaded: 5 });
  });

  it('is mended by a repair when nothing is loaded again', async () => {
    const { warehouse } = brittle(bench.warehouse);
    const sent = await requests([`${HEADER}${good(3)}`, `${HEADER}${good(5)}`]);
    await expect(ingestFiles({ ...bench.deps, warehouse }, sent)).rejects.toThrow('killed');
    expect(await repairLoads(bench.warehouse, [plainContract])).toEqual({ 'vault.test_plain': 8 });
  });
});

describe('a cancellation', () => {
  it('leaves the loads that were whole and nothing of the others', async () => {
    const stop = new AbortController();
    const a = await bench.file('a.csv', `${HEADER}${good(3)}`);
    const b = await bench.file('b.csv', `${HEADER}${good(2)}`);
    const deps = { ...bench.deps, signal: stop.signal, onSettled: async () => stop.abort(new Error('stopped')) };
    const sent = [a, b].map((path) => bench.request(path, plainContract));
    await expect(ingestFiles(deps, sent)).rejects.toThrow('stopped');
    expect((await listLoads(bench.warehouse)).map(({ load_id, rows_loaded }) => [load_id, rows_loaded])).toEqual([
      [1, 3],
    ]);
    expect((await ingestFiles(bench.deps, sent)).map(({ result }) => result?.outcome)).toEqual(['unchanged', 'loaded']);
  });

  it('in the middle of a file leaves nothing of it, and the hub ready for the next', async () => {
    const stop = new AbortController();
    const path = await bench.file('a.csv', `${HEADER}${good(100)}`);
    const before = await bench.state();
    const deps = {
      ...bench.deps,
      stretchBytes: 256,
      signal: stop.signal,
      onProgress: ({ bytes }: { readonly bytes: number }) => {
        if (bytes > 1000) stop.abort(new Error('stopped'));
      },
    };
    const work = bench.warehouse.withCancellation(stop.signal, () =>
      ingestFiles(deps, [bench.request(path, plainContract)]),
    );
    await expect(work).rejects.toThrow('stopped');
    expect(await bench.state()).toEqual(before);
    expect(await readdir(join(bench.folder, 'landing', '.incoming'))).toEqual([]);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    const tables = "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'edge'";
    expect(await bench.warehouse.query(tables)).toEqual([]);
  });
});

/** What was loaded, without what tells one run from another. */
async function everything() {
  const rows = await bench.state();
  return rows.map(({ loaded_at: _, source_name: __, ...row }) => row);
}
