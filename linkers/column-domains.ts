import type { LinkModel } from '../schemas/link-model/link-model.ts';
import { unionFind } from './union-find.ts';

/**
 * The columns whose values share a dictionary, because a blocking rule compares one with the other (first name with
 * last name): their codes must mean the same value. Every column is in exactly one group.
 */
export function columnDomains(model: LinkModel): readonly (readonly string[])[] {
  const columns = Object.keys(model.columns);
  const sets = unionFind(columns.length);
  for (const pass of model.source_pairs.flatMap((pair) => pair.passes)) {
    if (pass.type === 'deterministic') continue;
    for (const { columns: left, right } of pass.blocking_rules) {
      right?.forEach((column, index) => {
        sets.union(columns.indexOf(left[index]!), columns.indexOf(column));
      });
    }
  }
  const domains: string[][] = [];
  sets.labels().forEach((label, index) => {
    domains[label] = [...(domains[label] ?? []), columns[index]!];
  });
  return domains;
}
