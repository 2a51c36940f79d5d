import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubError, InvariantError, UsageError } from '../../schemas/errors.ts';
import { DIALECT_FUNCTIONS, type DialectFunction } from '../../warehouse/dialect.ts';
import { identifier } from '../../warehouse/identifier.ts';
import type { SqlValue, Warehouse } from '../../warehouse/warehouse.ts';
import { WarehouseError } from '../../warehouse/warehouse-error.ts';
import { KNOWN_ANSWERS } from './known-answers.ts';

/** Texts that break out of whatever is pasted together. */
const HOSTILE = [
  "Robert'); DROP TABLE suite.row; --",
  "'' OR 1 = 1",
  '"quoted" $name $1 ? {{ fold(x) }}',
  'Ünïcødé 名前 👩‍🎓 \u0301',
  'tab\tand\nline\r\nend \\ backslash',
  '',
  ' ',
];

/** Snowflake's similarity is a whole number of hundredths, and whether it rounds or cuts is not documented. */
const ROUNDED_IN_SNOWFLAKE: Partial<Record<DialectFunction, number>> = { jaro_winkler: 0.01 };

/** What every warehouse promises, whichever engine is behind it. */
export function warehouseSuite(engine: string, open: () => Promise<Warehouse>): void {
  describe(`a warehouse on ${engine}`, () => {
    let warehouse: Warehouse;
    beforeAll(async () => {
      warehouse = await open();
      await warehouse.execute('CREATE SCHEMA suite');
      await warehouse.execute('CREATE TABLE suite.row (id INTEGER, label TEXT)');
    });
    afterAll(() => warehouse.close());

    const labels = async () =>
      (await warehouse.query<{ label: string | null }>('SELECT label FROM suite.row ORDER BY id')).map(
        (row) => row.label,
      );
    const refill = async (...rows: readonly (string | null)[]) => {
      await warehouse.execute('DELETE FROM suite.row');
      for (const [id, label] of rows.entries()) {
        await warehouse.execute('INSERT INTO suite.row VALUES ($id, $label)', { id, label });
      }
    };

    describe('values', () => {
      test.each<[string, string, unknown]>([
        ['dates', `DATE '2024-02-29'`, '2024-02-29'],
        ['dates before 1970', `DATE '1899-12-31'`, '1899-12-31'],
        ['times', `TIMESTAMP '2024-02-29 13:05:00'`, '2024-02-29 13:05:00'],
        ['decimals', 'CAST(1234.50 AS DECIMAL(11, 2))', 1234.5],
        ['negative decimals', 'CAST(-0.01 AS DECIMAL(11, 2))', -0.01],
        ['small integers', 'CAST(7 AS INTEGER)', 7],
        ['keys of 53 bits', 'CAST(9007199254740991 AS BIGINT)', Number.MAX_SAFE_INTEGER],
        ['integers beyond 53 bits', 'CAST(9007199254740993 AS BIGINT)', 9007199254740993n],
        ['true', 'CAST(TRUE AS BOOLEAN)', true],
        ['false', 'CAST(FALSE AS BOOLEAN)', false],
        ['nothing', 'CAST(NULL AS DATE)', null],
        ['floating point', 'CAST(0.1 AS DOUBLE)', 0.1],
      ])('%s arrive as plain values', async (_, sql, expected) => {
        expect(await warehouse.query(`SELECT ${sql} AS value`)).toEqual([{ value: expected }]);
      });

      test.each<[string, SqlValue]>(
        [0, -7, 2_147_483_648, Number.MAX_SAFE_INTEGER, 0.1, 9007199254740993n, true, false, null, ...HOSTILE].map(
          (value) => [typeof value === 'string' ? JSON.stringify(value) : String(value), value],
        ),
      )('bound %s comes back as it went in', async (_, value) => {
        expect(await warehouse.query('SELECT $value AS value', { value })).toEqual([{ value }]);
      });

      test('bound text is stored as it is, and changes nothing but its own row', async () => {
        await refill(...HOSTILE, null);
        expect(await labels()).toEqual([...HOSTILE, null]);
        for (const label of HOSTILE) {
          const found = await warehouse.query('SELECT COUNT(*) AS n FROM suite.row WHERE label = $label', { label });
          expect(found).toEqual([{ n: 1 }]);
        }
      });

      test('one parameter may stand in several places', async () => {
        expect(await warehouse.query('SELECT $a + $a AS twice, $b AS other', { a: 2, b: 'x' })).toEqual([
          { twice: 4, other: 'x' },
        ]);
      });
    });

    describe('tables', () => {
      const COLUMNS = [
        ['id', 'BIGINT'],
        ['day', 'DATE'],
        ['moment', 'TIMESTAMP'],
        ['amount', 'DECIMAL(11, 2)'],
        ['share', 'DOUBLE'],
        ['is_so', 'BOOLEAN'],
        ['label', 'TEXT'],
      ] as const;
      const ROWS = [
        {
          id: 9007199254740991,
          day: '1899-12-31',
          moment: '2024-02-29 13:05:00.123456',
          amount: -1234.5,
          share: 0.1,
          is_so: false,
          label: '',
        },
        { id: 1, day: null, moment: null, amount: null, share: null, is_so: null, label: null },
      ];
      const casts = COLUMNS.map(([name, type]) => `CAST($${name} AS ${type})`).join(', ');

      test('keep every type as it went in', async () => {
        const columns = COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ');
        await warehouse.execute(`CREATE TABLE suite.kept (${columns})`);
        for (const row of ROWS) await warehouse.execute(`INSERT INTO suite.kept SELECT ${casts}`, row);
        expect(await warehouse.query('SELECT * FROM suite.kept ORDER BY id DESC NULLS LAST')).toEqual(ROWS);
      });

      test('tell their columns as they were declared, in order', async () => {
        await warehouse.execute('CREATE SCHEMA IF NOT EXISTS ecids');
        await warehouse.execute(`CREATE TABLE ecids.told (${COLUMNS.map(([n, type]) => `${n} ${type}`).join(', ')})`);
        const told = (await warehouse.tableColumns('ecids')).get('told');
        expect(told).toEqual(COLUMNS.map(([name, type]) => ({ name, type: warehouse.dialect.typeName(type) })));
        expect((await warehouse.tableColumns('ecids')).get('untold')).toBeUndefined();
        await warehouse.execute('DROP TABLE ecids.told');
      });

      test('are the same under a name in either case, and a result has its columns as they are asked for', async () => {
        await refill('a');
        expect(await warehouse.query('SELECT ID, LaBeL FROM SUITE.Row')).toEqual([{ id: 0, label: 'a' }]);
        expect(await warehouse.query('SELECT id AS "largestBlock" FROM suite.row')).toEqual([{ largestBlock: 0 }]);
      });

      test('order missing values where it is said', async () => {
        await refill('b', null, 'a');
        const order = async (how: string) =>
          (await warehouse.query<{ label: string | null }>(`SELECT label FROM suite.row ORDER BY ${how}`)).map(
            (row) => row.label,
          );
        expect(await order('label')).toEqual(['a', 'b', null]);
        expect(await order('label DESC NULLS LAST')).toEqual(['b', 'a', null]);
        expect(await order('label NULLS FIRST')).toEqual([null, 'a', 'b']);
      });

      test('sum decimals exactly and divide doubles', async () => {
        const [row] = await warehouse.query<{ total: number; mean: number }>(
          `SELECT SUM(amount) AS total, SUM(CAST(amount AS DOUBLE)) / COUNT(*) AS mean
           FROM (VALUES (CAST(0.10 AS DECIMAL(11, 2))), (CAST(0.20 AS DECIMAL(11, 2))), (CAST(0.01 AS DECIMAL(11, 2)))) AS given (amount)`,
        );
        expect(row?.total).toBe(0.31);
        expect(row?.mean).toBeCloseTo(0.31 / 3, 12);
      });
    });

    describe('publication by commit row', () => {
      const visible = async () =>
        Number(
          (
            await warehouse.query<{ n: number }>(
              'SELECT COUNT(*) AS n FROM suite.staged AS staged INNER JOIN suite.commits AS done ON done.load_id = staged.load_id',
            )
          )[0]?.n,
        );

      test('shows all rows of a load at once or none, and none of one that failed', async () => {
        await warehouse.execute('CREATE TABLE suite.staged (load_id INTEGER, line_no INTEGER)');
        await warehouse.execute('CREATE TABLE suite.commits (load_id INTEGER)');
        const publish = (loadId: number, fails: boolean) =>
          warehouse.transaction(async (session) => {
            for (const line of [1, 2, 3]) {
              await session.execute('INSERT INTO suite.staged VALUES ($load, $line)', { load: loadId, line });
            }
            expect(await visible()).toBe(0);
            await session.execute('INSERT INTO suite.commits VALUES ($load)', { load: loadId });
            if (fails) throw new Error('counts differ');
          });
        await expect(publish(1, true)).rejects.toThrow('counts differ');
        expect(await visible()).toBe(0);
        await publish(2, false);
        expect(await visible()).toBe(3);
      });
    });

    describe('statements', () => {
      test('a change tells how many rows it changed', async () => {
        await refill('a', 'b', 'c');
        expect(await warehouse.execute(`UPDATE suite.row SET label = 'z' WHERE id >= $id`, { id: 1 })).toBe(2);
        expect(await warehouse.execute('DELETE FROM suite.row WHERE id > 100')).toBe(0);
        expect(await warehouse.execute('DELETE FROM suite.row')).toBe(3);
      });

      test('a stream yields every row in order, also beyond one batch', async () => {
        let next = 0;
        for await (const { id } of warehouse.stream<{ id: number }>(
          'SELECT id FROM UNNEST(GENERATE_SERIES(0, $last)) AS given (id) ORDER BY id',
          { last: 9_999 },
        )) {
          expect(id).toBe(next++);
        }
        expect(next).toBe(10_000);
      });

      test('a stream that is left early leaves the warehouse usable', async () => {
        for await (const row of warehouse.stream('SELECT * FROM UNNEST(GENERATE_SERIES(0, 100000)) AS given (id)')) {
          expect(row).toEqual({ id: 0 });
          break;
        }
        expect(await warehouse.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      });

      test('a temporary table lives as long as its session and is seen by no other', async () => {
        await warehouse.session(async (session) => {
          await session.execute('CREATE TEMPORARY TABLE scratch AS SELECT 1 AS one');
          expect(await session.query('SELECT * FROM scratch')).toEqual([{ one: 1 }]);
          await expect(warehouse.query('SELECT * FROM scratch')).rejects.toThrow(WarehouseError);
        });
        await expect(warehouse.query('SELECT * FROM scratch')).rejects.toThrow(WarehouseError);
      });
    });

    describe('transactions', () => {
      test('what resolves is committed, and seen by nobody before', async () => {
        await refill();
        const result = await warehouse.transaction(async (session) => {
          await session.execute(`INSERT INTO suite.row VALUES (1, 'new')`);
          expect(await labels()).toEqual([]);
          expect(await session.query('SELECT label FROM suite.row')).toEqual([{ label: 'new' }]);
          return 'done';
        });
        expect(result).toBe('done');
        expect(await labels()).toEqual(['new']);
      });

      test('what rejects leaves nothing, and its own error comes out', async () => {
        await refill('kept');
        const reason = new Error('changed our minds');
        await expect(
          warehouse.transaction(async (session) => {
            await session.execute('DELETE FROM suite.row');
            await session.execute(`INSERT INTO suite.row VALUES (9, 'lost')`);
            throw reason;
          }),
        ).rejects.toBe(reason);
        expect(await labels()).toEqual(['kept']);
      });

      test('a statement that fails inside undoes those before it', async () => {
        await refill('kept');
        await expect(
          warehouse.transaction(async (session) => {
            await session.execute('DELETE FROM suite.row');
            await session.execute('SELECT no_such_column FROM suite.row');
          }),
        ).rejects.toThrow(/no_such_column/i);
        expect(await labels()).toEqual(['kept']);
      });

      test.each([
        'CREATE TABLE suite.other (id INTEGER)',
        'DROP TABLE suite.row',
        'ALTER TABLE suite.row ADD COLUMN more TEXT',
        'TRUNCATE TABLE suite.row',
        '  create or replace view suite.seen AS SELECT 1 AS one',
        '-- a remark first\nDROP TABLE suite.row',
        '/* another */ DROP TABLE suite.row',
        'DELETE FROM suite.row; DROP TABLE suite.row',
        'COMMIT',
      ])('%j is refused inside, and what was done is undone', async (statement) => {
        await refill('kept');
        for (const how of ['execute', 'query'] as const) {
          await expect(
            warehouse.transaction(async (session) => {
              await session.execute(`UPDATE suite.row SET label = 'changed'`);
              await session[how](statement);
            }),
          ).rejects.toBeInstanceOf(InvariantError);
        }
        expect(await labels()).toEqual(['kept']);
      });

      test('words of DDL within a value or a name are no DDL', async () => {
        await refill('kept');
        await warehouse.transaction(async (session) => {
          await session.execute(`UPDATE suite.row SET label = 'x; drop table suite.row -- create' WHERE id = 0`);
          expect(await session.query('SELECT label AS create_label FROM suite.row')).toHaveLength(1);
        });
        expect(await labels()).toEqual(['x; drop table suite.row -- create']);
      });

      test('of two that write the same row at once, one is told, and may try again', async () => {
        await refill('old');
        const change = (label: string) => (session: { execute: Warehouse['execute'] }) =>
          session.execute('UPDATE suite.row SET label = $label', { label });
        await warehouse.transaction(async (first) => {
          await change('first')(first);
          await expect(warehouse.transaction(change('second'))).rejects.toMatchObject({
            name: 'WarehouseError',
            retryable: true,
          });
        });
        expect(await labels()).toEqual(['first']);
      });
    });

    describe('cancellation', () => {
      const ENDLESS = `SELECT COUNT(*) AS n FROM UNNEST(GENERATE_SERIES(1, 1000000)) AS a (x)
        CROSS JOIN UNNEST(GENERATE_SERIES(1, 1000000)) AS b (y) WHERE SQRT(a.x * b.y) = 0.5`;

      test('a statement under way is broken off, and the next work is not', async () => {
        const controller = new AbortController();
        const work = warehouse.withCancellation(controller.signal, () => warehouse.query(ENDLESS));
        setTimeout(() => controller.abort(), 200);
        await expect(work).rejects.toThrow();
        expect(await warehouse.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      });

      test('nothing is written after the signal, though the work would go on', async () => {
        await refill();
        const controller = new AbortController();
        const work = warehouse.withCancellation(controller.signal, () =>
          warehouse.session(async (session) => {
            await session.execute(`INSERT INTO suite.row VALUES (1, 'before')`);
            controller.abort();
            await session.execute(`INSERT INTO suite.row VALUES (2, 'after')`);
          }),
        );
        await expect(work).rejects.toThrow();
        expect(await labels()).toEqual(['before']);
      });

      test('a transaction that is canceled leaves nothing', async () => {
        await refill('kept');
        const controller = new AbortController();
        const work = warehouse.withCancellation(controller.signal, () =>
          warehouse.transaction(async (session) => {
            await session.execute('DELETE FROM suite.row');
            setTimeout(() => controller.abort(), 100);
            await session.query(ENDLESS);
          }),
        );
        await expect(work).rejects.toThrow();
        expect(await labels()).toEqual(['kept']);
      });

      test('work beside it goes on', async () => {
        const controller = new AbortController();
        const canceled = warehouse.withCancellation(controller.signal, () => warehouse.query(ENDLESS));
        const beside = warehouse.query('SELECT COUNT(*) AS n FROM UNNEST(GENERATE_SERIES(1, 2000000)) AS a (x)');
        setTimeout(() => controller.abort(), 100);
        await expect(canceled).rejects.toThrow();
        expect(await beside).toEqual([{ n: 2_000_000 }]);
      });

      test('a signal that has fired already starts nothing', async () => {
        let started = false;
        const work = warehouse.withCancellation(AbortSignal.abort(), async () => {
          started = true;
        });
        await expect(work).rejects.toThrow();
        expect(started).toBe(false);
      });
    });

    describe('errors', () => {
      const SECRET = 'Wojciechowska-078051120';
      const failures: [string, (within: Warehouse) => Promise<unknown>][] = [
        ['a conversion', (on) => on.query('SELECT CAST($value AS INTEGER) AS n', { value: SECRET })],
        ['a conversion to a date', (on) => on.query('SELECT CAST($value AS DATE) AS d', { value: SECRET })],
        [
          'a broken constraint',
          async (on) => {
            await on.execute('CREATE TABLE IF NOT EXISTS suite.once (label TEXT PRIMARY KEY)');
            await on.execute('INSERT INTO suite.once VALUES ($value)', { value: SECRET });
            await on.execute('INSERT INTO suite.once VALUES ($value)', { value: SECRET });
          },
        ],
        [
          'a value found in a row',
          async (on) => {
            await on.execute('INSERT INTO suite.row VALUES (77, $value)', { value: SECRET });
            for await (const row of on.stream('SELECT CAST(label AS INTEGER) AS n FROM suite.row WHERE id = 77')) {
              expect(row).toBeUndefined();
            }
          },
        ],
      ];
      test.each(failures)('of %s hold no value', async (_, fail) => {
        const error = await fail(warehouse).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        expect(error).toBeInstanceOf(WarehouseError);
        const { message, stack, hint, fields, cause } = error as HubError;
        const told = JSON.stringify([message, stack, hint, fields, String(cause), (cause as Error).stack]);
        expect(told).not.toContain('Wojciechowska');
        expect(told).not.toContain('078051120');
        expect(message).toMatch(/^The warehouse .+[a-z)]$/);
      });

      test('of a statement name what is wrong with it', async () => {
        await expect(warehouse.query('SELECT * FROM suite.missing_table')).rejects.toThrow(/missing_table/i);
        await expect(warehouse.query('SELECT FROM WHERE')).rejects.toThrow(WarehouseError);
        await expect(warehouse.query('SELECT $given AS value')).rejects.toThrow(HubError);
      });
    });

    test.each([
      'x; DROP TABLE suite.row',
      'a"b',
      "a'b",
      'Upper',
      '',
      'a..b',
      'a b',
      'é',
      '1a',
      'a\n',
      '$x',
      'a-b',
      'a'.repeat(129),
    ])('%j is no identifier', (name) => {
      expect(() => identifier(name)).toThrow(UsageError);
    });

    describe('dialect functions', () => {
      test('each has known answers', () => {
        expect(Object.keys(KNOWN_ANSWERS).toSorted()).toEqual([...DIALECT_FUNCTIONS].toSorted());
      });

      const cases = DIALECT_FUNCTIONS.flatMap((name) => KNOWN_ANSWERS[name].map((known) => ({ name, ...known })));
      test.each(cases)('$name($call) is $answer', async ({ name, call, over, answer }) => {
        const text = warehouse.dialect.functions[name](...call);
        if (name === 'split_rows') {
          const parts = await warehouse.query<{ value: string }>(`SELECT value FROM ${text} AS parts ORDER BY value`);
          expect(parts.map(({ value }) => value).join('|')).toBe(answer);
          return;
        }
        const [row] = await warehouse.query<{ answer: unknown }>(
          `SELECT ${text} AS answer${over === undefined ? '' : ` FROM ${over}`}`,
        );
        const tolerance = (warehouse.engine === 'snowflake' ? ROUNDED_IN_SNOWFLAKE[name] : undefined) ?? 1e-6;
        if (typeof answer === 'number') expect(Math.abs(Number(row?.answer) - answer)).toBeLessThanOrEqual(tolerance);
        else expect(row?.answer).toBe(answer);
      });
    });
  });
}
