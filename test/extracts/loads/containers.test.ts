import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawRow } from '../../../extracts/containers/record-writer.ts';
import { openExtractWriter } from '../../../extracts/extract-writer.ts';
import { ingestFile } from '../../../extracts/loads/ingest-file.ts';
import type { Column } from '../../../schemas/contract/column.ts';
import type { Container, ExtractContract } from '../../../schemas/contract/extract-contract.ts';
import { rowSchema } from '../../../schemas/contract/row-schema.ts';
import { simsExtract } from '../../../schemas/extracts/dese/sims.ts';
import { wageExtract } from '../../../schemas/extracts/dua/wage.ts';
import { extractContracts } from '../../../schemas/extracts/index.ts';
import { studentTrackerExtract } from '../../../schemas/extracts/nsc/studenttracker.ts';
import { type EdgeBench, openEdgeBench } from './edge-bench.ts';

let bench: EdgeBench;
beforeEach(async () => {
  bench = await openEdgeBench([...extractContracts.values()]);
});
afterEach(() => bench.close());

const SLOTS: Readonly<Record<ExtractContract['period'], string>> = {
  collection: '2024-10',
  'school-year': '2025',
  term: '2024F',
  quarter: '2024Q3',
  month: '2025-01',
  'as-of': '2025-01-31',
};

function submitterOf(contract: ExtractContract): string {
  return { district: '00350000', institution: '166629', agency: contract.agency }[contract.submitter];
}

/** Raw text that a column accepts. */
function accepted(column: Column): string {
  if (column.blankAllowed === true && column.format.kind !== 'ssn') return '';
  const { format } = column;
  const candidates = [
    column.nullCodes?.[0],
    '166629',
    '2024F',
    'Lee',
    'X',
    '01',
    '1',
    'MA',
    '12.3456',
    '00.0000',
    'D',
    'P-100',
    '00000000',
    'BOY',
    ...(format.kind === 'codes' ? format.codes : []),
    ...(format.kind === 'flag' ? format.trueCodes : []),
    ...(format.kind === 'digits' ? ['1'.padStart(format.length, '0')] : []),
    ...(format.kind === 'integer' || format.kind === 'decimal' ? [String(format.min), '2024', '3'] : []),
    '01/02/2010',
    '01/02/2025',
    '2025-01-02',
    '12345',
    '1234567',
    '20100102',
    '2010-01-02',
    '201001',
  ];
  const read = rowSchema({ columns: [column], rules: [] });
  const found = candidates.find((text) => text !== undefined && read.safeParse({ [column.name]: text }).success);
  if (found === undefined) throw new Error(`no text for ${column.name}`);
  return found;
}

const FIXED: Readonly<Record<string, RawRow>> = {
  'dua.wage': {
    year: '2024',
    quarter: '3',
    gross_wages: '1234.56',
    ssn: '012345678',
    employer_account: '10000001',
    fein: '041234567',
  },
  'dua.employer': { year: '2024', quarter: '3' },
  'dese.mcas': { admin_year: '2025', grade: '03' },
  'dhe.enrollment': { unitid: '166629', term: '2024F' },
  'dhe.course': { unitid: '166629', term: '2024F' },
  'dhe.degree': { unitid: '166629' },
  'dese.sims': {
    enrollment_status: '01',
    days_in_attendance: '40',
    days_in_membership: '45',
    days_truant: '0',
    immigrant_status: '00',
  },
  'nsc.studenttracker': { record_found: 'N' },
};

function row(contract: ExtractContract, changes: RawRow = {}): RawRow {
  const texts = contract.columns.map((column) => [column.name, accepted(column)] as const);
  return { ...Object.fromEntries(texts), ...FIXED[contract.key], ...changes };
}

async function write(contract: ExtractContract, container: Container, rows: readonly RawRow[]): Promise<string> {
  const path = join(bench.folder, `${contract.key}.txt`);
  const header = { submitter: submitterOf(contract), period: SLOTS[contract.period] };
  const writer = await openExtractWriter(contract, container, path, header);
  for (const one of rows) await writer.write(one);
  expect((await writer.close()).rows).toBe(rows.length);
  return path;
}

function load(contract: ExtractContract, path: string) {
  return ingestFile(bench.deps, {
    path,
    contract,
    period: SLOTS[contract.period],
    submitter: submitterOf(contract),
    actor: 'ada',
    runId: 'run-1',
    acceptQuarantine: { rate: 1, reason: 'test' },
  });
}

describe('what the writers write, the edge reads', () => {
  for (const contract of extractContracts.values()) {
    for (const container of contract.containers) {
      it(`for ${contract.key} in ${container.kind}`, async () => {
        const path = await write(contract, container, [row(contract)]);
        const result = await load(contract, path);
        expect(result.reasons).toEqual({});
        expect(result).toMatchObject({ read: 1, loaded: 1 });
      });
    }
  }
});

describe('a SIMS file', () => {
  const container = simsExtract.containers[0];

  it('may have its elements in any order, but must have all 52 and no other', async () => {
    const path = await write(simsExtract, container, [row(simsExtract)]);
    const lines = (await readFile(path, 'utf8')).split('\n');
    const elements = lines[1]!.replace('DOEHEADER,ELEMENTS=', '').split(',');
    const swap = (values: readonly string[]) => [...values.slice(1), values[0]!].join(',');
    await writeFile(
      path,
      [lines[0], `DOEHEADER,ELEMENTS=${swap(elements)}`, lines[2], lines[3], swap(lines[4]!.split(',')), ''].join('\n'),
    );
    expect(await load(simsExtract, path)).toMatchObject({ read: 1, loaded: 1 });
    await writeFile(
      path,
      [lines[0], `DOEHEADER,ELEMENTS=${elements.slice(1).join(',')}`, ...lines.slice(2)].join('\n'),
    );
    await expect(load(simsExtract, path)).rejects.toThrow(
      /does not have the 52 elements of dese\.sims: it lacks DOE001/,
    );
  });

  it('of another district, or with other dates, is refused', async () => {
    const path = await write(simsExtract, container, [row(simsExtract)]);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('SCHOOL=00350000', 'SCHOOL=00490000'));
    await expect(load(simsExtract, path)).rejects.toThrow(/comes from 00490000, not from 00350000/);
    await writeFile(path, text.replace('DATEFORMAT=D10', 'DATEFORMAT=D8'));
    await expect(load(simsExtract, path)).rejects.toThrow(/date format D10/);
  });

  it('quarantines a stray comma, a repeated SASID and a cross-field break by the edit’s own number', async () => {
    const rows = [
      row(simsExtract, { sasid: '1000000001' }),
      row(simsExtract, { sasid: '1000000002', last_name: 'Rivas, Soto' }),
      row(simsExtract, { sasid: '1000000001', first_name: 'Ana' }),
      row(simsExtract, { sasid: '1000000003', birth_city: 'USA', days_in_attendance: '50' }),
    ];
    const result = await load(simsExtract, await write(simsExtract, container, rows));
    expect(result).toMatchObject({ read: 4, loaded: 1, quarantined: 3 });
    expect(result.reasons).toMatchObject({ 'line.fields': 1, 'row.repeated': 1, '1323': 1, 'DOE017-DOE018': 1 });
  });
});

describe('an ICESA file', () => {
  const icesa = { kind: 'icesa' } as const;
  const rows = [
    row(wageExtract, { ssn: '012345678', gross_wages: '1234.56', hours: '400' }),
    row(wageExtract, { ssn: '023456789', gross_wages: '0.05' }),
    row(wageExtract, { ssn: '034567890', gross_wages: '99999.00', employer_account: '10000002', fein: '049999999' }),
  ];

  it('gives the same rows as the delimited form', async () => {
    await load(wageExtract, await write(wageExtract, icesa, rows));
    const staged = (loadId: number) =>
      bench.warehouse.query(
        `SELECT s.* EXCLUDE (load_id, line_no), v.* EXCLUDE (load_id, line_no) FROM staging.dua_wage AS s
         JOIN vault.dua_wage AS v USING (load_id, line_no) WHERE load_id = ${loadId} ORDER BY ssn_token`,
      );
    await load(wageExtract, await write(wageExtract, wageExtract.containers[0], rows));
    const fixedWidth = await staged(1);
    expect(fixedWidth).toHaveLength(3);
    expect(fixedWidth.map(({ gross_wages, fein }) => [gross_wages, fein])).toContainEqual([99999, '049999999']);
    // A count of zero hours and a blank are the same zero-filled field in fixed width.
    const plain = (rowsOf: readonly object[]) => rowsOf.map((one) => ({ ...one, hours: null }));
    expect(plain(fixedWidth)).toEqual(plain(await staged(2)));
  });

  it('is refused when a record was lost, changed or cut off, by its own trailers', async () => {
    const path = await write(wageExtract, icesa, rows);
    const text = await readFile(path, 'utf8');
    const lines = text.split('\n');
    const without = (index: number) => lines.filter((_, at) => at !== index).join('\n');
    const refused = async (content: string, sentence: RegExp) => {
      await writeFile(path, content);
      await expect(load(wageExtract, path)).rejects.toThrow(sentence);
    };
    await refused(without(2), /disagrees with its T record on line 3/);
    await refused(text.replace('00000000123456', '00000000923456'), /disagrees with its T record on line 4/);
    await refused(without(3), /2 E records but 1 T records/);
    await refused(`${lines.slice(0, -2).join('\n')}\n`, /does not end with its one F record/);
    await refused(text.replace(/F0000000003/, 'F0000000004'), /disagrees with its F record/);
    await writeFile(path, text);
    expect((await load(wageExtract, path)).loaded).toBe(3);
  });

  it('keeps employers whole across stretches and quarantines lines that are no record', async () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      row(wageExtract, {
        ssn: String(12_000_000 + index),
        employer_account: String(10_000_000 + Math.floor(index / 7)),
      }),
    );
    const path = await write(wageExtract, icesa, many);
    const lines = (await readFile(path, 'utf8')).split('\n');
    lines.splice(3, 0, 'X what is this?');
    await writeFile(path, lines.join('\n'));
    const result = await ingestFile(
      { ...bench.deps, stretchBytes: 4_000 },
      { path, contract: wageExtract, period: '2024Q3', submitter: 'DUA', actor: 'ada', runId: 'run-1' },
    );
    expect(result).toMatchObject({ read: 201, loaded: 200, quarantined: 1, reasons: { 'line.record_type': 1 } });
  });
});

describe('a StudentTracker file', () => {
  it('quarantines a row that a comma in the return field has shifted', async () => {
    const container = studentTrackerExtract.containers[0];
    const rows = [row(studentTrackerExtract), row(studentTrackerExtract, { requester_return: '1000000001,x' })];
    const result = await load(studentTrackerExtract, await write(studentTrackerExtract, container, rows));
    expect(result).toMatchObject({ read: 2, loaded: 1, reasons: { 'line.fields': 1 } });
  });
});

describe('a file sent under the wrong slot', () => {
  it('is refused when its rows name another quarter', async () => {
    const path = await write(wageExtract, wageExtract.containers[0], [row(wageExtract)]);
    const request = { path, contract: wageExtract, submitter: 'DUA', actor: 'ada', runId: 'run-1', period: '2024Q4' };
    await expect(ingestFile(bench.deps, request)).rejects.toThrow(/not a file of 2024Q4/);
  });
});
