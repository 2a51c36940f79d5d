import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { protectTable, protectTables } from '../../disclosure/protect-tables.ts';
import { loadHighs } from '../../disclosure/suppress/highs-module.ts';
import { protectCells } from '../../disclosure/suppress/protect-cells.ts';
import { cellSystemBuilder } from '../../disclosure/system/cell-system.ts';
import { defaultDisclosurePolicy as policy } from '../../schemas/disclosure/default-policy.ts';
import type { ProtectedTableSpec } from '../../schemas/disclosure/protected-table.ts';
import { attackerInterval, isExactlyKnown } from './attacker.ts';
import {
  earningsRows,
  earningsSpec,
  inventPeople,
  outcomeRows,
  outcomeSpec,
  participationRows,
  participationSpec,
} from './invented-people.ts';

const options = { tieBreakKey: 'a secret of the tests' };
const small = [...inventPeople({ seed: 5, districts: 3, schools: 1, years: 1, size: 60 })];

describe('random small tables', () => {
  test('no sensitive cell is exactly known, and each can be as small and as large as it needs', async () => {
    const highs = await loadHighs();
    const inner = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(inner, async (cells) => {
        const builder = cellSystemBuilder();
        const add = (value: number, level: number) =>
          builder.addCell({ value, publishable: true, cost: Math.log1p(Math.max(1, value)) * (1 + level) });
        const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
        const ids = cells.map((row) => row.map((value) => add(value, 0)));
        const rowTotals = cells.map((row) => add(total(row), 1));
        const columnTotals = cells[0]!.map((_, column) => add(total(cells.map((row) => row[column]!)), 1));
        const grand = add(total(cells.flat()), 2);
        for (const [row, sum] of rowTotals.entries()) builder.addEquation([sum], ids[row]!);
        for (const [column, sum] of columnTotals.entries())
          builder.addEquation(
            [sum],
            ids.map((row) => row[column]!),
          );
        builder.addEquation([grand], rowTotals);
        builder.addEquation([grand], columnTotals);
        const system = builder.build();
        const sensitive = new Map(
          [...system.value.entries()]
            .filter(([, value]) => value > 0 && value < 6)
            .map(([cell]) => [cell, { low: 1, high: 5 }]),
        );
        const { hidden, intervals } = protectCells({ system, sensitive, highs });
        const narrow = new Set(intervals!.narrow);
        for (const cell of sensitive.keys()) {
          expect(isExactlyKnown(system, hidden, cell)).toBe(false);
          if (narrow.has(cell)) continue;
          const [low, high] = attackerInterval(system, hidden, cell);
          expect(low).toBeLessThanOrEqual(1 + 1e-6);
          expect(high).toBeGreaterThanOrEqual(5 - 1e-6);
        }
      }),
      { numRuns: 25, seed: 20261123 },
    );
  });

  test('the attacker succeeds where only the small cells are withheld', () => {
    const builder = cellSystemBuilder();
    const [total, few, many] = [20, 3, 17].map((value) => builder.addCell({ value, publishable: true }));
    builder.addEquation([total!], [few!, many!]);
    const system = builder.build();
    expect(isExactlyKnown(system, Uint8Array.from([0, 1, 0]), few!)).toBe(true);
    expect(attackerInterval(system, Uint8Array.from([0, 1, 0]), few!)).toEqual([3, 3]);
  });
});

describe('protected tables', () => {
  test('say nothing of a number they withhold, and every key has a row', async () => {
    const { rows, report } = await protectTable(participationSpec, participationRows(small), policy, options);
    expect(rows.length % participationSpec.dimensions[2]!.codes!.length).toBe(0);
    for (const row of rows) {
      for (const { name } of participationSpec.measures) {
        const status = row[`${name}_status`];
        expect(status === 'ok' ? typeof row[name] : row[name]).toBe(status === 'ok' ? 'number' : null);
        if (status === 'ok') expect([0, ...Array.from({ length: 200 }, (_, n) => n + 6)]).toContain(row[name]);
      }
    }
    expect(report.withheld.length).toBe(report.tables[0]!.statuses.suppressed);
    expect(report.counts.unproven).toBe(0);
  });

  test('are the same for the same key, whatever the order of the rows', async () => {
    const rows = outcomeRows(small);
    const first = await protectTable(outcomeSpec, rows, policy, options);
    const second = await protectTable(outcomeSpec, [...rows].reverse(), policy, options);
    expect(second.rows).toEqual(first.rows);
  });

  test('withhold "none" and "all" where the outcome says something about each', async () => {
    const rows = outcomeRows(
      small.map((person) => (person.district === '00010000' ? { ...person, outcome: 'Employed' } : person)),
    );
    const { rows: shown } = await protectTable(outcomeSpec, rows, policy, options);
    const place = shown.filter((row) => row.district_code === '00010000');
    for (const row of place) {
      expect(row.outcome_count_status).toBe('suppressed');
      expect(row.outcome_count).toBeNull();
    }
  });

  test('withhold the mean of few persons, few employers or one large employer', async () => {
    const crowd = Array.from({ length: 40 }, (_, index) => ({
      ...small[0]!,
      outcome: 'Employed',
      wages: 50_000,
      employer: index % 8,
    }));
    const mean = async (people: typeof crowd) => {
      const { rows } = await protectTable(earningsSpec, earningsRows(people), policy, options);
      return rows.find((row) => row.district_code === small[0]!.district && row.stu_grp === 'ALL')!;
    };
    expect(await mean(crowd)).toMatchObject({ average_earnings: 50_000, average_earnings_status: 'ok' });
    for (const unsafe of [
      crowd.slice(0, 9),
      crowd.map((person, index) => ({ ...person, employer: index % 2 })),
      crowd.map((person, index) => ({ ...person, employer: index < 34 ? 0 : index })),
      crowd.map((person, index) => ({ ...person, wages: index % 8 === 0 ? 2_000_000 : 1_000 })),
    ]) {
      expect(await mean(unsafe)).toMatchObject({ average_earnings: null, average_earnings_status: 'suppressed' });
    }
  });

  test('share one cell where two tables show one count', async () => {
    const earnings: ProtectedTableSpec = {
      name: 'twin',
      dimensions: outcomeSpec.dimensions.slice(0, 2),
      measures: [
        { kind: 'count', name: 'class_size', product: 'enrollment', owners: ['DESE'], population: 'graduates' },
      ],
    };
    const sizes = new Map(outcomeRows(small).map((row) => [`${row.district_code}|${row.hs_grad_year}`, row]));
    const twin = [...sizes.values()].map((row) => ({ ...row, class_size: row.grad_count }));
    const { tables } = await protectTables(
      [
        { spec: outcomeSpec, rows: outcomeRows(small) },
        { spec: earnings, rows: twin },
      ],
      policy,
      options,
    );
    const status = new Map(
      tables[1]!.rows.map((row) => [`${row.district_code}|${row.hs_grad_year}`, row.class_size_status]),
    );
    for (const row of tables[0]!.rows) {
      expect(row.grad_count_status).toBe(status.get(`${row.district_code}|${row.hs_grad_year}`));
    }
    const wrong = twin.map((row) => ({ ...row, class_size: Number(row.class_size) + 1 }));
    await expect(
      protectTables(
        [
          { spec: outcomeSpec, rows: outcomeRows(small) },
          { spec: earnings, rows: wrong },
        ],
        policy,
        options,
      ),
    ).rejects.toThrow('disagree on one count');
  });

  test('refuse totals that are not the sum of a partition', async () => {
    const rows = outcomeRows(small).map((row) =>
      row.outcome_type === 'Enrolled' ? { ...row, outcome_count: Number(row.outcome_count) + 1 } : row,
    );
    await expect(protectTable(outcomeSpec, rows, policy, options)).rejects.toThrow(
      /not the sum of its parts|larger than its total/,
    );
  });

  test('pass on what the source says is not available', async () => {
    const rows = outcomeRows(small).map((row) =>
      row.outcome_type === 'Missing' ? { ...row, outcome_count: null } : row,
    );
    const { rows: shown } = await protectTable(outcomeSpec, rows, policy, options);
    const missing = shown.filter((row) => row.outcome_type === 'Missing');
    expect(new Set(missing.map((row) => row.outcome_count_status))).toEqual(new Set(['not_available']));
  });
});
