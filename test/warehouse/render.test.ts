import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../schemas/errors.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { DIALECT_FUNCTIONS, type Dialect, type DialectFunction } from '../../warehouse/dialect.ts';
import { duckdbDialect } from '../../warehouse/duckdb/dialect.ts';
import { renderSql } from '../../warehouse/render.ts';
import { readSql } from '../../warehouse/sql-file.ts';

/** What a check file calls the rows it is asked about. */
const NEW_ROWS = /\{\{\s*new_rows\(\)\s*\}\}/g;

/** A dialect that shows which call it was given, argument by argument. */
const showing: Dialect = {
  name: 'duckdb',
  functions: Object.fromEntries(
    DIALECT_FUNCTIONS.map((name) => [name, (...args: readonly string[]) => `<${name}:${args.join('|')}>`]),
  ) as Record<DialectFunction, (...args: readonly string[]) => string>,
  workTable: 'TABLE',
  typeName: (declared) => declared,
};
const render = (text: string) => renderSql(text, showing);

describe('a call in SQL', () => {
  test.each([
    ['{{ fold(a.name) }}', '<fold:a.name>'],
    ['{{fold(a.name)}}', '<fold:a.name>'],
    ['SELECT {{ fold(a) }}, {{ fold(b) }}', 'SELECT <fold:a>, <fold:b>'],
    ['{{ days_between(a, b) }}', '<days_between:a|b>'],
    ['{{ days_between(\n  a,\n  b\n) }}', '<days_between:a|b>'],
    ['{{ jaro_winkler(coalesce(a, b), c) }}', '<jaro_winkler:coalesce(a, b)|c>'],
    ["{{ split_rows(a, ',') }}", "<split_rows:a|','>"],
    ["{{ split_rows(a, 'it''s, (') }}", "<split_rows:a|'it''s, ('>"],
    ['{{ fold({{ sha256_hex(a) }}) }}', '<fold:<sha256_hex:a>>'],
    ['{{ greatest_of({{ fold(a) }}, {{ fold(b) }}) }}', '<greatest_of:<fold:a>|<fold:b>>'],
  ])('%j becomes %j', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  test.each([
    '{{ soundex(a) }}',
    '{{ fold(a) }',
    '{{ fold a }}',
    '{{ }}',
    '}} x {{',
    '{{ FOLD(a) }}',
    '{{ constructor(a) }}',
  ])('%j fails when it is read', (text) => {
    expect(() => render(text)).toThrow(InvariantError);
  });

  test.each(['{{ fold() }}', '{{ fold(a, b) }}', '{{ days_between(a) }}', '{{ greatest_of() }}'])(
    '%j has a number of arguments its function does not take, and fails when it is read',
    (text) => {
      expect(() => renderSql(text, duckdbDialect)).toThrow(InvariantError);
    },
  );
});

describe('rendering', () => {
  const plainText = fc
    .string()
    .filter((text) => !text.includes('{{') && !text.includes('}}') && !/[{}]$|^[{}]/.test(text));
  const argument = fc.oneof(
    fc.stringMatching(/^[a-z_][a-z0-9_.]{0,12}$/),
    fc.string({ maxLength: 8 }).map((text) => `'${text.replaceAll(/[{}]/g, '').replaceAll("'", "''")}'`),
    fc.stringMatching(/^[a-z]{1,5}\([a-z], [a-z]\)$/),
  );

  test('leaves SQL without calls as it is', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        expect(render(text)).toBe(text);
      }),
    );
  });

  test('hands each function its arguments, whatever commas and quotes they hold, and keeps what is around', () => {
    fc.assert(
      fc.property(
        plainText,
        fc.constantFrom(...DIALECT_FUNCTIONS),
        fc.array(argument, { minLength: 1, maxLength: 4 }),
        plainText,
        (before, name, args, after) => {
          expect(render(`${before}{{ ${name}(${args.join(', ')}) }}${after}`)).toBe(
            `${before}<${name}:${args.join('|')}>${after}`,
          );
        },
      ),
    );
  });

  test('never leaves a call behind: it renders whole or throws', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{{ ', ' }}', 'fold(', ')', 'a', ',', "'", ' ', '{', '}')), (parts) => {
        let rendered = '';
        try {
          rendered = render(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(InvariantError);
        }
        expect(rendered).not.toContain('{{');
        expect(rendered).not.toContain('}}');
      }),
    );
  });
});

describe('every file in sql/', () => {
  const root = join(projectRoot, 'sql');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();

  test('is SQL', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !file.endsWith('.sql'))).toEqual([]);
  });

  test.each(files)('%s renders', async (file) => {
    // A check names the rows under test, which are put in their place when it runs.
    const text = file.startsWith('checks/')
      ? renderSql((await readFile(join(root, file), 'utf8')).replaceAll(NEW_ROWS, 'suite.row'), duckdbDialect)
      : await readSql(file, duckdbDialect);
    expect(text).not.toMatch(/\{\{|\}\}|\bundefined\b/);
    expect(text.trim()).not.toBe('');
  });
});
