import { expect, test } from 'vitest';
import type { Condition } from '../../../schemas/contract/rule.ts';
import { UsageError } from '../../../schemas/errors.ts';
import { extractContract, extractContracts } from '../../../schemas/extracts/index.ts';

const contracts = [...extractContracts.values()];

test('every agency extract has a contract under its own key', () => {
  expect([...extractContracts.keys()].toSorted()).toEqual([
    'bridge.roster',
    'dese.mcas',
    'dese.screening',
    'dese.scs',
    'dese.sims',
    'dhe.course',
    'dhe.degree',
    'dhe.enrollment',
    'dua.employer',
    'dua.wage',
    'eec.child',
    'eec.participation',
    'nsc.studenttracker',
  ]);
});

test('an unknown extract is refused with the list of known ones', () => {
  expect(() => extractContract('dese.simms')).toThrow(UsageError);
  expect(() => extractContract('dese.simms')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('dese.sims') }),
  );
});

test('SIMS has exactly 52 elements, numbered in file order', () => {
  const elements = extractContract('dese.sims').columns.map((column) => column.element);
  expect(elements).toEqual(Array.from({ length: 52 }, (_, index) => `DOE${String(index + 1).padStart(3, '0')}`));
});

test('SCS has its 14 elements and StudentTracker its 23 columns', () => {
  expect(extractContract('dese.scs').columns.map((column) => column.element)).toEqual(
    Array.from({ length: 14 }, (_, index) => `SCS${String(index + 1).padStart(2, '0')}`),
  );
  expect(extractContract('nsc.studenttracker').columns).toHaveLength(23);
});

test.each(contracts)('$key keeps names, birth dates, agency ids and SSNs in the vault', ({ columns }) => {
  const identifies =
    /^(sasid|lasid|ssn|child_id|family_id|student_id|roster_id|local_id|unique_id|requester_return|birth_date)$|(first|middle|last)_(name|initial)|name_suffix/;
  for (const column of columns) {
    expect([column.name, column.identifying === 'direct']).toEqual([
      column.name,
      identifies.test(column.name) || column.name === 'birth_city',
    ]);
  }
});

test.each(contracts)('$key labels each code of its closed lists', ({ columns }) => {
  for (const column of columns) {
    if (column.format.kind !== 'codes') continue;
    expect(Object.keys(column.labels ?? {}).toSorted()).toEqual(column.format.codes);
  }
});

test.each(contracts)('$key gives no header name to two columns', ({ columns }) => {
  const names = columns.map((column) => (column.element ?? column.name).toLowerCase());
  expect(new Set(names).size).toBe(names.length);
});

test.each(contracts)('$key has rules over its own columns, each with a code of its own', ({ columns, rules }) => {
  const known = new Set(columns.map((column) => column.name));
  expect(new Set(rules.map((rule) => rule.code)).size).toBe(rules.length);
  for (const rule of rules) {
    const read = [...columnsOf(rule.require), ...(rule.when === undefined ? [] : columnsOf(rule.when))];
    expect(read.filter((name) => !known.has(name))).toEqual([]);
  }
});

test('header patterns name columns of their contract and find the names of other years', () => {
  const mcas = extractContract('dese.mcas');
  const [container] = mcas.containers;
  if (container.kind !== 'delimited' || container.headerPatterns === undefined) throw new Error('MCAS is delimited');
  const known = new Set(mcas.columns.map((column) => column.name));
  for (const [name, pattern] of Object.entries(container.headerPatterns)) {
    expect(known).toContain(name);
    const element = mcas.columns.find((column) => column.name === name)?.element ?? '';
    expect(element).toMatch(new RegExp(pattern));
    expect(element.replace(/20\d\d$/, '2018')).toMatch(new RegExp(pattern));
  }
});

function columnsOf(condition: Condition): string[] {
  const named = (operand: object) =>
    'column' in operand && typeof operand.column === 'string' ? [operand.column] : [];
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap(columnsOf);
    case 'not':
      return columnsOf(condition.condition);
    case 'isNull':
    case 'isNotNull':
      return [condition.column];
    case 'in':
      return named(condition.left);
    case 'sumLe':
      return [...condition.columns, ...named(condition.right)];
    default:
      return [...named(condition.left), ...named(condition.right)];
  }
}
