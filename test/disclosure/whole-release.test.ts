import { describe, expect, test } from 'vitest';
import { loadHighs } from '../../disclosure/suppress/highs-module.ts';
import { type CellProtection, protectCells } from '../../disclosure/suppress/protect-cells.ts';
import type { CellSystem } from '../../disclosure/system/cell-system.ts';
import { hiddenComponents } from '../../disclosure/system/components.ts';
import { eliminator } from '../../disclosure/system/elimination.ts';
import { compileAmounts } from '../../disclosure/tables/compile-amounts.ts';
import { compileCounts } from '../../disclosure/tables/compile-counts.ts';
import { buildConcepts, codeOf } from '../../disclosure/tables/concept.ts';
import type { TableToProtect } from '../../disclosure/tables/key-grid.ts';
import { prepareTable } from '../../disclosure/tables/prepared-table.ts';
import { slicesOf } from '../../disclosure/tables/slices.ts';
import { defaultDisclosurePolicy as policy } from '../../schemas/disclosure/default-policy.ts';
import {
  earningsRows,
  earningsSpec,
  inventPeople,
  outcomeRows,
  outcomeSpec,
  participationRows,
  participationSpec,
} from './invented-people.ts';

const people = [...inventPeople({ seed: 17, districts: 6, schools: 3, years: 2, size: 220 })];
const tables: TableToProtect[] = [
  { spec: participationSpec, rows: participationRows(people) },
  { spec: outcomeSpec, rows: outcomeRows(people) },
  { spec: earningsSpec, rows: earningsRows(people) },
];

const limits = { programLimit: 200, componentLimit: 200 };

/** Publishable cells that are withheld though the published ones fix them. */
function idle(system: CellSystem, { hidden }: CellProtection): number[] {
  const eliminate = eliminator(system);
  return hiddenComponents(system, hidden).flatMap((component) => {
    const solved = eliminate(hidden, component, 4711);
    return component.cells.filter((cell) => system.publishable[cell] === 1 && solved.isDetermined(cell));
  });
}

describe('all tables of a release together', () => {
  test('withhold no count that adding and subtracting gives away, and of amounts those alone whose count they withhold', async () => {
    const highs = await loadHighs();
    const concepts = buildConcepts(
      tables.flatMap(({ spec, rows }) =>
        spec.dimensions.map((dimension) => ({
          dimension,
          codes: new Set([...(dimension.codes ?? []), ...rows.map((row) => codeOf(dimension, row))]),
        })),
      ),
    );
    const withheld = { counts: 0, amounts: 0 };
    for (const slice of slicesOf(tables)) {
      const prepared = slice.tables.map(prepareTable);
      const counts = compileCounts([{ release: undefined, tables: prepared }], concepts, policy, 'key');
      const countSystem = counts.draft.build();
      const { sensitive, groups } = counts;
      const countProtection = protectCells({ system: countSystem, sensitive, groups, highs, ...limits });
      expect(idle(countSystem, countProtection)).toEqual([]);

      const isHidden = ({ cell }: { cell: number }) => countProtection.hidden[cell] === 1;
      const amounts = compileAmounts(
        [{ release: undefined, tables: prepared }],
        concepts,
        policy,
        counts,
        isHidden,
        'key',
      );
      const amountSystem = amounts.draft.build();
      const amountProtection = protectCells({
        system: amountSystem,
        sensitive: amounts.sensitive,
        alsoHidden: amounts.followers,
        groups: amounts.groups,
        highs,
        ...limits,
      });
      const followers = new Set(amounts.followers);
      expect(idle(amountSystem, amountProtection).filter((cell) => !followers.has(cell))).toEqual([]);
      withheld.counts += countProtection.hidden.filter((state, cell) => state * countSystem.publishable[cell]!).length;
      withheld.amounts += amountProtection.hidden.filter(
        (state, cell) => state * amountSystem.publishable[cell]!,
      ).length;
    }
    expect(withheld.counts).toBeGreaterThan(500);
    expect(withheld.amounts).toBeGreaterThan(50);
  });
});
