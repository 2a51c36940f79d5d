import { createHmac } from 'node:crypto';
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestFile } from '../../../extracts/loads/ingest-file.ts';
import { listLoads, retractLoad, showLoad } from '../../../extracts/loads/load-register.ts';
import { repairLoads } from '../../../extracts/loads/repair-loads.ts';
import {
  ConflictError,
  ContractBreachError,
  FileRefusedError,
  HeldForApprovalError,
  HubError,
  UsageError,
} from '../../../schemas/errors.ts';
import {
  cumulativeContract,
  type EdgeBench,
  HEADER,
  openEdgeBench,
  plainContract,
  quotedContract,
} from './edge-bench.ts';

let bench: EdgeBench;
beforeEach(async () => {
  bench = await openEdgeBench([plainContract, quotedContract, cumulativeContract]);
});
afterEach(() => bench.close());

const good = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `${String(from + index).padStart(4, '0')},Rivas,012345678,09,\n`).join(
    '',
  );

describe('loading a file', () => {
  it('splits identity from content under one key and replaces the SSN by its HMAC', async () => {
    const path = await bench.file(
      'a.csv',
      `${HEADER}0001,Rivas-Soto,012-34-5678,09,\n0002,Nuñez,,10,moved\n0003,Silva,123456789,11,\n`,
    );
    const result = await ingestFile(bench.deps, bench.request(path, plainContract));
    expect(result).toMatchObject({ loadId: 1, outcome: 'loaded', read: 3, loaded: 3, quarantined: 0, reasons: {} });
    const token = createHmac('sha256', bench.deps.tokenKey.key).update('012345678').digest('hex');
    expect(await bench.warehouse.query('SELECT * FROM vault.test_plain ORDER BY line_no')).toEqual([
      { load_id: 1, line_no: 2, student_id: '0001', last_name: 'Rivas-Soto', ssn_token: token, ssn_status: 'valid' },
      { load_id: 1, line_no: 3, student_id: '0002', last_name: 'Nuñez', ssn_token: null, ssn_status: 'missing' },
      { load_id: 1, line_no: 4, student_id: '0003', last_name: 'Silva', ssn_token: null, ssn_status: 'test_number' },
    ]);
    expect(await bench.warehouse.query('SELECT * FROM staging.test_plain_current ORDER BY line_no')).toEqual([
      { load_id: 1, line_no: 2, grade: '09', note: null, load_period: '2025', load_submitter: '166629' },
      { load_id: 1, line_no: 3, grade: '10', note: 'moved', load_period: '2025', load_submitter: '166629' },
      { load_id: 1, line_no: 4, grade: '11', note: null, load_period: '2025', load_submitter: '166629' },
    ]);
  });

  it('quarantines what breaks the contract, with its physical line, every reason and a mask in place of values', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}12,Ana O'Neil,012345678,8,Ünder é9\n0001,Rivas,,09,\n`);
    const result = await ingestFile(bench.deps, bench.request(path, plainContract));
    expect(result).toMatchObject({ read: 5, loaded: 3, quarantined: 2 });
    expect(result.reasons).toEqual({ 'grade.code': 1, 'row.repeated': 1, 'student_id.format': 1 });
    const detail = await showLoad(bench.warehouse, 1);
    expect(detail.quarantined).toEqual([
      { line_no: 5, reasons: 'student_id.format,grade.code', masked_line: "99,xxx x'xxxx,999999999,9,xxxxx x9" },
      { line_no: 6, reasons: 'row.repeated', masked_line: '9999,xxxxx,,99,' },
    ]);
  });

  it('finds every row again among stray quotes, broken lines, NULs and tabs', async () => {
    const hostile = [
      '0101,O"Neil,,09,',
      '0102,"Silva,,09,',
      '0103,Sil',
      'va,,09,',
      '0104,Si\u0000lva,,09,',
      '0105,,,,,,,,',
      '',
      '"',
      '0106,Si\tlva,,09,',
      '0107,Silva\r,,09,',
      "0108,O'Hara,,09,",
    ];
    const path = await bench.file('a.csv', `${HEADER}${good(40)}${hostile.join('\n')}\n${good(40, 41)}`);
    const result = await ingestFile({ ...bench.deps, stretchBytes: 256 }, bench.request(path, plainContract));
    expect(result.read).toBe(80 + hostile.length);
    expect(result.loaded + result.quarantined).toBe(result.read);
    const lines = await bench.warehouse.query<{ line_no: number; reasons: string }>(
      'SELECT line_no, reasons FROM quarantine.record ORDER BY line_no',
    );
    expect(lines.map(({ line_no, reasons }) => `${line_no} ${reasons}`)).toEqual([
      '44 line.fields',
      '45 line.fields',
      '46 last_name.format',
      '47 line.fields',
      '48 line.blank',
      '49 line.fields',
      '50 last_name.format',
      '51 last_name.format',
    ]);
    const names = await bench.warehouse.query(
      `SELECT last_name FROM vault.test_plain WHERE line_no IN (42, 43, 52) ORDER BY line_no`,
    );
    expect(names).toEqual([{ last_name: 'O"Neil' }, { last_name: '"Silva' }, { last_name: "O'Hara" }]);
  });

  it('reads quoted values exactly: doubled quotes, delimiters inside, some fields bare', async () => {
    const rows = [
      '"0001","Ri,vas","","09",""',
      '0002,"O""Neil",,10,',
      '"0003","a"",""b","","11","x"',
      '0004,Silva,,12,',
      '"0005","","",""',
      '0006,O"Neil,"",09,""',
      '"0007"x,"Silva",,09,',
    ];
    const header = '"student_id","last_name","ssn","grade","note"\n';
    const path = await bench.file('q.csv', `${header}${rows.join('\n')}\n`);
    const result = await ingestFile(bench.deps, bench.request(path, quotedContract));
    expect(result).toMatchObject({ read: 7, loaded: 4, quarantined: 3 });
    expect(result.reasons).toEqual({ 'line.fields': 1, 'line.quotes': 2 });
    const names = await bench.warehouse.query<{ last_name: string }>(
      'SELECT last_name FROM vault.test_quoted ORDER BY line_no',
    );
    expect(names.map((row) => row.last_name)).toEqual(['Ri,vas', 'O"Neil', 'a","b', 'Silva']);
  });

  it('accepts a byte order mark and CR LF line ends, and a header in other order and spelling', async () => {
    const path = await bench.file(
      'a.csv',
      `\uFEFFNote,GRADE,Last Name,SSN,Student ID\r\n,09,Rivas,,0001\r\nx,10,Silva,,0002\r\n`,
    );
    const result = await ingestFile(bench.deps, bench.request(path, plainContract));
    expect(result).toMatchObject({ read: 2, loaded: 2 });
    expect(await bench.warehouse.query('SELECT line_no, student_id FROM vault.test_plain ORDER BY 1')).toEqual([
      { line_no: 2, student_id: '0001' },
      { line_no: 3, student_id: '0002' },
    ]);
  });

  it('lands the file as it came, encrypted, under its content hash, and can read it back until its key is destroyed', async () => {
    const content = `${HEADER}${good(50)}`;
    const path = await bench.file('a.csv', content);
    const { contentHash } = await ingestFile(bench.deps, bench.request(path, plainContract));
    const folder = join(bench.folder, 'landing', contentHash.slice(0, 2));
    expect((await readdir(folder)).sort()).toEqual([`${contentHash}.aes`, `${contentHash}.json`]);
    expect(await readdir(join(bench.folder, 'landing', '.incoming'))).toEqual([]);
    const landed = await readFile(join(folder, `${contentHash}.aes`));
    expect(landed.includes('Rivas')).toBe(false);
    const parts: Buffer[] = [];
    for await (const part of bench.deps.landing.read(contentHash)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe(content);
    await bench.deps.landing.destroyKey(contentHash);
    await expect(async () => {
      for await (const part of bench.deps.landing.read(contentHash)) parts.push(part);
    }).rejects.toThrow(FileRefusedError);
  });

  it('leaves no SSN or name of a refused row in any file but the vault', async () => {
    const path = await bench.file(
      'a.csv',
      `${HEADER}${good(3)}bad!,Wojciechowska,987001234,09,\n0004,Abernathy,023456789,10,\n`,
    );
    await ingestFile(bench.deps, bench.request(path, plainContract));
    await bench.warehouse.execute('CHECKPOINT');
    for (const name of ['warehouse.duckdb', 'vault.duckdb']) {
      const bytes = await readFile(join(bench.folder, name));
      for (const secret of ['Wojciechowska', '987001234', '023456789'])
        expect(bytes.includes(secret), `${secret} in ${name}`).toBe(false);
    }
    expect((await readFile(join(bench.folder, 'warehouse.duckdb'))).includes('Abernathy')).toBe(false);
  });

  it('checks without changing anything on a dry run', async () => {
    const before = await bench.state();
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    const result = await ingestFile(bench.deps, bench.request(path, plainContract, { dryRun: true }));
    expect(result).toMatchObject({ loadId: null, outcome: 'checked', read: 3, loaded: 3 });
    expect(await bench.state()).toEqual(before);
  });
});

describe('a file that is not what it claims', () => {
  const refusals: readonly [string, string | Uint8Array, RegExp][] = [
    ['is empty', '', /a\.csv is empty/],
    ['has only a header', HEADER, /no records/],
    [
      'has another header',
      'provider,town\nP-1,Lynn\n',
      /does not have the header of test\.plain: columns student_id, last_name/,
    ],
    [
      'has an added column',
      `${HEADER.trim()},extra\n0001,Rivas,,09,,x\n`,
      /column extra that test\.plain does not know/,
    ],
    [
      'is in another container',
      'DOEHEADER,SCHOOL=00350000\nDOEHEADER,ELEMENTS=DOE001\n',
      /not in a container of test\.plain/,
    ],
    ['is cut off', `${HEADER}0001,Rivas,,09,\n0002,Sil`, /cut off: its last line, 3/],
    ['has a line too long', `${HEADER}${good(2)}0009,${'x'.repeat(300)},,09,\n`, /line of more than 200 bytes: line 4/],
    [
      'is Windows-1252',
      Buffer.concat([Buffer.from(`${HEADER}${good(2)}0009,Nu`), Buffer.from([0xf1]), Buffer.from('ez,,09,\n')]),
      /not UTF-8: line 4/,
    ],
    ['is UTF-16', Buffer.from(`\uFEFF${HEADER}${good(2)}`, 'utf16le'), /encoded in UTF-16/],
    [
      'is a zip archive',
      Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(50)]),
      /a zip archive or a spreadsheet/,
    ],
    ['is a gzip bomb', gzipSync(Buffer.alloc(50_000_000)), /a gzip archive/],
    ['is binary', Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 37) % 256)), /a binary file/],
    ['ends lines with carriage returns alone', `${HEADER}${good(2)}`.replaceAll('\n', '\r'), /carriage returns alone/],
  ];
  for (const [what, content, sentence] of refusals) {
    it(`is refused whole when it ${what}`, async () => {
      const before = await bench.state();
      const path = await bench.file('a.csv', content);
      const refused = ingestFile(bench.deps, bench.request(path, plainContract));
      await expect(refused).rejects.toThrow(FileRefusedError);
      await expect(refused).rejects.toThrow(sentence);
      expect(await bench.state()).toEqual(before);
      expect(await readdir(join(bench.folder, 'landing', '.incoming')).catch(() => [])).toEqual([]);
    });
  }

  it('is refused when a quoted record goes on in the next line', async () => {
    const path = await bench.file('q.csv', `${HEADER}${good(5)}0009,"Ri\nvas",,09,\n`);
    await expect(ingestFile(bench.deps, bench.request(path, quotedContract))).rejects.toThrow(
      /does not end on its line: line 7/,
    );
  });

  it('is refused when it differs from its manifest', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    for (const declared of [{ rows: 4 }, { bytes: 7 }, { sha256: 'ab'.repeat(32) }]) {
      await expect(ingestFile(bench.deps, bench.request(path, plainContract, { declared }))).rejects.toThrow(
        /manifest/,
      );
    }
    const result = await ingestFile(bench.deps, bench.request(path, plainContract, { declared: { rows: 3 } }));
    expect(result.outcome).toBe('loaded');
  });

  it('is refused outside the inboxes, also through a link', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    const inbox = join(bench.folder, 'landing');
    const deps = { ...bench.deps, inboxes: [inbox] };
    await bench.deps.landing.receive({ encrypt: false }).then((receipt) => receipt.discard());
    const link = join(inbox, 'link.csv');
    await symlink(path, link);
    for (const outside of [path, link, join(inbox, '..', 'a.csv')]) {
      await expect(ingestFile(deps, bench.request(outside, plainContract))).rejects.toThrow(/outside the folders/);
    }
    await expect(
      ingestFile(bench.deps, bench.request(join(bench.folder, 'absent.csv'), plainContract)),
    ).rejects.toThrow(UsageError);
    await expect(ingestFile(bench.deps, bench.request(bench.folder, plainContract))).rejects.toThrow(
      /not a regular file/,
    );
  });

  it('names no value of a row in any error', async () => {
    const path = await bench.file(
      'a.csv',
      `${HEADER}${good(2)}bad,Wojciechowska,987001234,zz,\nbad,Wojciechowska,987001234,zz,\nbad,Wojciechowska,987001234,zz,\n`,
    );
    const error = await ingestFile(bench.deps, bench.request(path, plainContract)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HubError);
    const said = JSON.stringify([String(error), (error as HubError).hint, (error as HubError).fields]);
    expect(said).not.toMatch(/Wojciechowska|987001234|zz/);
    expect((error as HubError).fields.reasons).toContain('grade.code: 3 (first on line 4)');
  });
});

describe('thresholds and approvals', () => {
  const mostlyBad = `${HEADER}${good(2)}x,y,,z,\nx,y,,z,\nx,y,,z,\n`;

  it('fails a load above the quarantine threshold and leaves former data in place', async () => {
    await ingestFile(bench.deps, bench.request(await bench.file('a.csv', `${HEADER}${good(4)}`), plainContract));
    const before = await bench.state();
    const path = await bench.file('b.csv', mostlyBad);
    const breach = await ingestFile(bench.deps, bench.request(path, plainContract)).catch((error: unknown) => error);
    expect(breach).toBeInstanceOf(ContractBreachError);
    expect((breach as ContractBreachError).exitCode).toBe(4);
    expect(await bench.state()).toEqual(before);
  });

  it('accepts more with a rate and a reason, and records both', async () => {
    const path = await bench.file('b.csv', mostlyBad);
    const tooLow = { rate: 0.55, reason: 'The district left out grades.' };
    await expect(
      ingestFile(bench.deps, bench.request(path, plainContract, { acceptQuarantine: tooLow })),
    ).rejects.toThrow(ContractBreachError);
    const noReason = { rate: 0.7, reason: ' ' };
    await expect(
      ingestFile(bench.deps, bench.request(path, plainContract, { acceptQuarantine: noReason })),
    ).rejects.toThrow(UsageError);
    const accepted = { rate: 0.7, reason: 'The district left out grades.' };
    const result = await ingestFile(bench.deps, bench.request(path, plainContract, { acceptQuarantine: accepted }));
    expect(result).toMatchObject({ loaded: 2, quarantined: 3 });
    expect(await showLoad(bench.warehouse, 1)).toMatchObject({
      accepted_quarantine_rate: 0.7,
      accepted_quarantine_reason: accepted.reason,
    });
  });

  it('holds a row count far from the last period until it is approved with a reason', async () => {
    await ingestFile(
      bench.deps,
      bench.request(await bench.file('a.csv', `${HEADER}${good(10)}`), plainContract, { period: '2024' }),
    );
    const path = await bench.file('b.csv', `${HEADER}${good(3)}`);
    const held = ingestFile(bench.deps, bench.request(path, plainContract));
    await expect(held).rejects.toThrow(HeldForApprovalError);
    await expect(held).rejects.toThrow(/has 3 rows, 70\.0% fewer than the 10 of 2024/);
    const approveRowCount = { reason: 'A school moved to another district.' };
    const result = await ingestFile(bench.deps, bench.request(path, plainContract, { approveRowCount }));
    expect(result.outcome).toBe('loaded');
    expect(await showLoad(bench.warehouse, 2)).toMatchObject({ row_count_reason: approveRowCount.reason });
  });
});

describe('slots and versions', () => {
  const current = () =>
    bench.warehouse.query('SELECT load_id, line_no FROM staging.test_plain_current ORDER BY load_id, line_no');

  it('says so when a file is identical to the current one', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    const before = await bench.state();
    const again = await ingestFile(bench.deps, bench.request(path, plainContract));
    expect(again).toMatchObject({ loadId: 1, outcome: 'unchanged', read: 3, loaded: 3 });
    expect(await bench.state()).toEqual(before);
  });

  it('lets a file that is judged anew take the place of itself, its rows counted once', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    const anew = await ingestFile(bench.deps, { ...bench.request(path, plainContract), anew: true });
    expect(anew).toMatchObject({ loadId: 2, outcome: 'loaded', read: 3, loaded: 3 });
    expect(await current()).toEqual([2, 3, 4].map((line) => ({ load_id: 2, line_no: line })));
  });

  it('loads one of two identical files sent at the same time', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    const request = bench.request(path, plainContract);
    const results = await Promise.all([ingestFile(bench.deps, request), ingestFile(bench.deps, request)]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['loaded', 'unchanged']);
  });

  it('ends at A when A, B and A again are sent', async () => {
    const a = await bench.file('a.csv', `${HEADER}${good(3)}`);
    const b = await bench.file('b.csv', `${HEADER}${good(2)}`);
    for (const path of [a, b, a]) await ingestFile(bench.deps, bench.request(path, plainContract));
    const loads = await listLoads(bench.warehouse, { extract: 'test.plain' });
    expect(loads.map(({ load_id, state }) => [load_id, state])).toEqual([
      [3, 'current'],
      [2, 'superseded'],
      [1, 'superseded'],
    ]);
    expect(await current()).toEqual([2, 3, 4].map((line_no) => ({ load_id: 3, line_no })));
  });

  it('loads the same bytes again under a newer contract version or another token key', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    const corrected = { ...plainContract, version: 2 };
    expect((await ingestFile(bench.deps, bench.request(path, corrected))).outcome).toBe('loaded');
    expect((await ingestFile(bench.deps, bench.request(path, corrected))).outcome).toBe('unchanged');
    const rotated = { ...bench.deps, tokenKey: { id: 'key-2', key: new Uint8Array(32).fill(9) } };
    expect((await ingestFile(rotated, bench.request(path, corrected))).outcome).toBe('loaded');
  });

  it('never touches the slot of another submitter or period', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    const other = await bench.file('b.csv', `${HEADER}${good(2)}`);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    await ingestFile(bench.deps, bench.request(other, plainContract, { submitter: '167729' }));
    await ingestFile(bench.deps, bench.request(other, plainContract, { period: '2026' }));
    const loads = await listLoads(bench.warehouse, { state: 'current' });
    expect(loads).toHaveLength(3);
  });

  it('lets a later cumulative file take the place of earlier ones, and refuses an earlier after it', async () => {
    const rows = '0001|Rivas||09|\n';
    const send = (period: string, text: string) =>
      bench
        .file('c.txt', text)
        .then((path) =>
          ingestFile(
            bench.deps,
            bench.request(path, cumulativeContract, { period, approveRowCount: { reason: 'test' } }),
          ),
        );
    await send('2025-01-31', rows);
    await send('2025-02-28', `${rows}0002|Silva||10|\n`);
    const now = await listLoads(bench.warehouse, { state: 'current' });
    expect(now.map(({ period }) => period)).toEqual(['2025-02-28']);
    await expect(send('2025-01-31', rows)).rejects.toThrow(ConflictError);
  });

  it('retracts a load with a reason, and loads the same file again afterwards', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    await ingestFile(bench.deps, bench.request(path, plainContract));
    const retraction = { loadId: 1, actor: 'ada', reason: 'Sent for the wrong year.', at: new Date(0) };
    await expect(retractLoad(bench.warehouse, { ...retraction, reason: '' })).rejects.toThrow(UsageError);
    expect(await retractLoad(bench.warehouse, retraction)).toMatchObject({
      state: 'retracted',
      ended_reason: retraction.reason,
    });
    expect(await current()).toEqual([]);
    await expect(retractLoad(bench.warehouse, retraction)).rejects.toThrow(/retracted, so there is nothing/);
    expect((await ingestFile(bench.deps, bench.request(path, plainContract))).outcome).toBe('loaded');
  });

  it('refuses a period or submitter that is not of the contract’s grammar', async () => {
    const path = await bench.file('a.csv', `${HEADER}${good(3)}`);
    await expect(ingestFile(bench.deps, bench.request(path, plainContract, { period: '2025Q1' }))).rejects.toThrow(
      UsageError,
    );
    await expect(ingestFile(bench.deps, bench.request(path, plainContract, { submitter: 'Boston' }))).rejects.toThrow(
      UsageError,
    );
  });
});

describe('repair', () => {
  it('deletes vault rows whose load was never committed, and no others', async () => {
    await ingestFile(bench.deps, bench.request(await bench.file('a.csv', `${HEADER}${good(3)}`), plainContract));
    await bench.warehouse.execute('INSERT INTO vault.test_plain (load_id, line_no) VALUES (2, 2), (2, 3)');
    const contracts = [plainContract, quotedContract];
    expect(await repairLoads(bench.warehouse, contracts)).toEqual({ 'vault.test_plain': 2 });
    expect(await repairLoads(bench.warehouse, contracts)).toEqual({});
    expect(await bench.warehouse.query('SELECT count(*) AS rows FROM vault.test_plain')).toEqual([{ rows: 3 }]);
  });
});
