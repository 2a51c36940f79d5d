import type { DisclosureCertificate } from '../../schemas/disclosure/certificate.ts';
import type { AttackReport } from '../attack/attack-cells.ts';
import type { CompiledSpec } from './compile-specified.ts';

/** Turns what an attack on the counts, and one on the amounts, found into a certificate over the tables' cells. */
export function certify(
  { cells, countNeeds, amountNeeds }: CompiledSpec,
  attacks: readonly AttackReport[],
): DisclosureCertificate {
  const number = new Map<number, number>();
  const named: DisclosureCertificate['cells'] = [];
  const numberOf = (cell: number): number => {
    const known = number.get(cell);
    if (known !== undefined) return known;
    const { table, codes } = cells[cell]!.places[0]!;
    number.set(cell, named.length);
    return named.push({ table, codes: [...codes] }) - 1;
  };
  const witnesses: DisclosureCertificate['witnesses'] = [];
  const proven: DisclosureCertificate['protected'] = [];
  attacks.forEach((attack, measure) => {
    const first = witnesses.length;
    for (const { cells: members, values } of attack.witnesses) {
      witnesses.push({
        measure,
        // Slack of an inequality is no cell of a table: who checks the certificate works it out.
        values: members.flatMap((cell, at): [number, number][] =>
          cell < cells.length ? [[numberOf(cell), values[at]!]] : [],
        ),
      });
    }
    const needs = measure === 0 ? countNeeds : amountNeeds;
    for (const { cell, low, high, outcome } of attack.findings) {
      if (outcome !== 'protected' || low === undefined || high === undefined) continue;
      const need = needs.get(cell)!;
      proven.push({
        cell: numberOf(cell),
        measure,
        low: need.low,
        high: need.high,
        lowWitness: first + low,
        highWitness: first + high,
      });
    }
  });
  return { cells: named, witnesses, protected: proven };
}
