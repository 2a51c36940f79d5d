import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../schemas/errors.ts';
import { statementText } from '../../../warehouse/snowflake/statement-text.ts';
import { DATABASES } from './open-emulated.ts';

const complete = (sql: string, parameters = {}) => statementText(sql, parameters, DATABASES);

describe('a statement on its way to Snowflake', () => {
  test('has a placeholder for each place of a parameter, in order', () => {
    expect(complete('SELECT $b, $a, $b', { a: 1, b: 'x' })).toEqual({ text: 'SELECT ?, ?, ?', binds: ['x', 1, 'x'] });
  });

  test.each([
    ['a fraction', 0.5, 'CAST(? AS DOUBLE)', '0.5'],
    ['a big integer', 2n ** 70n, 'CAST(? AS NUMBER(38, 0))', '1180591620717411303424'],
    ['nothing', null, '?', null],
    ['a truth', true, '?', true],
  ])('binds %s as what it is', (_, value, text, bind) => {
    expect(complete('$value', { value })).toEqual({ text, binds: [bind] });
  });

  test.each([
    ["SELECT '$a', '$b''s vault.x' FROM t", "a text's dollar and schema"],
    ['SELECT "$a" FROM "vault.x"', 'a quoted name'],
    ['-- $a vault.x\nSELECT 1', 'a remark'],
    ['/* $a vault.x */ SELECT 1', 'a remark of several lines'],
    ['AS $$ const vault = a.vault.x; return $a; $$', 'the body of a function'],
  ])('leaves %j as it is: %s', (sql) => {
    expect(complete(sql)).toEqual({ text: sql, binds: [] });
  });

  test.each([
    ['SELECT * FROM staging.dese_sims', 'SELECT * FROM hub_work.staging.dese_sims'],
    ['SELECT v.a FROM vault.entity AS v', 'SELECT v.a FROM hub_vault.vault.entity AS v'],
    ['INSERT INTO public.pseo_earnings SELECT 1', 'INSERT INTO hub_public.public.pseo_earnings SELECT 1'],
    ['CREATE SCHEMA IF NOT EXISTS ecids', 'CREATE SCHEMA IF NOT EXISTS hub_work.ecids'],
    ['SELECT hub.damerau_levenshtein(a, b)', 'SELECT hub_work.hub.damerau_levenshtein(a, b)'],
    ['COPY INTO vault.x FROM @hub.load_stage/k/', 'COPY INTO hub_vault.vault.x FROM @hub_work.hub.load_stage/k/'],
    [
      'UPDATE hub.load SET a = 1 WHERE hub.load.b = 2',
      'UPDATE hub_work.hub.load SET a = 1 WHERE hub_work.hub.load.b = 2',
    ],
    ['SELECT * FROM hub_work.hub.load', 'SELECT * FROM hub_work.hub.load'],
    ['SELECT my_vault.x, t.public FROM my_vault', 'SELECT my_vault.x, t.public FROM my_vault'],
  ])('names the database of every schema: %j', (sql, text) => {
    expect(complete(sql)).toEqual({ text, binds: [] });
  });

  test('is not sent without a parameter that it names, or with bytes', () => {
    expect(() => complete('SELECT $missing')).toThrow(InvariantError);
    expect(() => complete('SELECT $bytes', { bytes: new Uint8Array(1) })).toThrow(InvariantError);
  });

  test('never holds a value, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        const { text, binds } = complete("SELECT $a, 'kept' FROM staging.x WHERE y = $b", { a, b });
        expect(text).toBe("SELECT ?, 'kept' FROM hub_work.staging.x WHERE y = ?");
        expect(binds).toEqual([a, b]);
      }),
    );
  });
});
