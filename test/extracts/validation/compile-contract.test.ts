import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenPads } from '../../../extracts/tokens/token-key.ts';
import type { TextTraits } from '../../../extracts/validation/column-sql.ts';
import { compileContract } from '../../../extracts/validation/compile-contract.ts';
import { rowSchema } from '../../../schemas/contract/row-schema.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Row, Warehouse } from '../../../warehouse/warehouse.ts';
import { hostileColumns, hostileRow, hostileRules } from '../../schemas/contract/hostile-rows.ts';

const contract = { columns: hostileColumns, rules: hostileRules };
const key = { id: 'test', key: randomBytes(32) };
const compiled = compileContract(contract);
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

/** The rows travel as one JSON text, which carries every character, NUL included, without SQL text. */
async function judgeInSql(rows: readonly Record<string, string>[], traits?: TextTraits): Promise<Row[]> {
  const fields = hostileColumns.map((column, index) => `raw ->> '$.${column.name}' AS f_${index + 1}`);
  const source = `
    SELECT 1 AS file_no, line_no, '' AS line, CAST(NULL AS VARCHAR) AS line_problem, ${fields.join(', ')}
    FROM (SELECT unnest(CAST(json($rows) AS JSON[])) AS raw, unnest(range($count::BIGINT)) AS line_no)`;
  return warehouse.query(`SELECT * FROM (${compiled.validate(source, traits)}) ORDER BY line_no`, {
    rows: JSON.stringify(rows),
    count: rows.length,
    ...tokenPads(key),
  });
}

function judgeInTypeScript(row: Record<string, string>): { reasons: string | null; values: Record<string, unknown> } {
  const result = rowSchema(contract).safeParse(row);
  if (!result.success) return { reasons: result.error.issues.map((issue) => issue.message).join(','), values: {} };
  const values: Record<string, unknown> = { ...result.data };
  for (const name of ['ssn', 'taxpayer']) {
    const digits = values[name];
    values[`${name}_token`] =
      typeof digits === 'string' ? createHmac('sha256', key.key).update(digits).digest('hex') : null;
    delete values[name];
  }
  return { reasons: null, values };
}

function isControl(character: string): boolean {
  return character < ' ' || character === '\u007f';
}

describe('a contract, executed by zod and by SQL', () => {
  it('gives the same verdict, reasons and typed values on random and hostile rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileRow, { minLength: 20, maxLength: 60 }), async (rows) => {
        const judged = await judgeInSql(rows);
        expect(judged).toHaveLength(rows.length);
        rows.forEach((row, index) => {
          const { file_no: _, line_no: __, line: ___, reasons, ...values } = judged[index] ?? {};
          const expected = judgeInTypeScript(row);
          expect(reasons, JSON.stringify(row)).toBe(expected.reasons);
          if (expected.reasons === null) expect(values, JSON.stringify(row)).toEqual(expected.values);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('agrees value by value: each column alone, beside columns known to be good', async () => {
    const good: Record<string, string> = {
      name: 'Ana',
      note: '',
      sasid: '1000000001',
      town: '',
      grade: '01',
      plan: '01',
      days: '1',
      member: '180',
      wages: '0.00',
      cents: '99999',
      gpa: '',
      whole: '',
      born: '01/02/2000',
      begun: '20200101',
      seen: '2020-01-01',
      month: '',
      active: 'N',
      ssn: '',
      taxpayer: '012345678',
    };
    expect(judgeInTypeScript(good).reasons).toBeNull();
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(hostileRow, { minLength: 4, maxLength: 8 }), async (rows) => {
        const alone = rows.flatMap((row) => hostileColumns.map(({ name }) => ({ ...good, [name]: row[name] ?? '' })));
        const judged = await judgeInSql(alone);
        alone.forEach((row, index) => {
          const { file_no: _, line_no: __, line: ___, reasons, ...values } = judged[index] ?? {};
          const expected = judgeInTypeScript(row);
          expect(reasons, JSON.stringify(row)).toBe(expected.reasons);
          if (expected.reasons !== null) refused += 1;
          else {
            accepted += 1;
            expect(values, JSON.stringify(row)).toEqual(expected.values);
          }
        });
      }),
      { numRuns: 80 },
    );
    expect(accepted).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(1000);
  });

  it('gives the same verdict by the shorter SQL for text known to hold no padding and no control characters', async () => {
    const tidy = (row: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(row).map(([name, text]) => [
          name,
          [...text]
            .filter((character) => !isControl(character))
            .join('')
            .replace(/^ +| +$/g, ''),
        ]),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(hostileRow.map(tidy), { minLength: 40, maxLength: 80 }), async (rows) => {
        const judged = await judgeInSql(rows, { padded: false, controls: false });
        expect(judged.map(({ reasons }) => reasons)).toEqual(rows.map((row) => judgeInTypeScript(row).reasons));
      }),
      { numRuns: 30 },
    );
  });
});
