import type { Comparison } from './comparison.ts';
import { type Condition, conditionColumns } from './condition.ts';
import type { LinkModel } from './link-model.ts';
import type { DeterministicPass, FellegiSunterPass, SourcePair } from './link-pass.ts';

export interface ModelProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a model's parts say about each other that cannot be: unknown names, levels out of order, links by name alone. */
export function modelProblems(model: LinkModel): readonly ModelProblem[] {
  const problems: ModelProblem[] = [];
  const report = (path: readonly (string | number)[], message: string) => problems.push({ path, message });
  const known = (path: readonly (string | number)[], columns: readonly string[]) => {
    for (const column of columns) {
      if (model.columns[column] === undefined) report(path, `no column ${column} is declared`);
    }
  };

  for (const [name, comparison] of Object.entries(model.comparisons)) {
    known(['comparisons', name], comparison.columns);
    for (const message of comparisonProblems(comparison)) report(['comparisons', name], message);
  }

  const pairs = new Set<string>();
  model.source_pairs.forEach((pair, index) => {
    const path = ['source_pairs', index];
    for (const message of pairProblems(model, pair)) report(path, message);
    const key = [pair.left, pair.right].sort().join(' ');
    if (pairs.has(key)) report(path, 'this pair of sources is declared twice');
    pairs.add(key);
    pair.passes.forEach((pass, position) => {
      const passPath = [...path, 'passes', position];
      if (pass.type === 'deterministic') {
        for (const rule of pass.rules) {
          known(passPath, [...rule.keys, ...(rule.require === undefined ? [] : conditionColumns(rule.require))]);
          if (rule.require !== undefined && lacksColumn(rule.require)) {
            report(passPath, `rule ${rule.name}: a condition names no column`);
          }
        }
      } else {
        for (const rule of [...pass.blocking_rules, ...pass.training_rules]) {
          known(passPath, [...rule.columns, ...(rule.right ?? [])]);
          if (rule.right !== undefined && rule.right.length !== rule.columns.length) {
            report(passPath, 'a blocking rule needs as many columns on the right as on the left');
          }
          if (
            rule.right?.some((name, at) => model.columns[name]?.type !== model.columns[rule.columns[at] ?? '']?.type)
          ) {
            report(passPath, 'a blocking rule sets columns of different types equal');
          }
        }
        for (const message of fellegiSunterProblems(model, pass)) report(passPath, message);
      }
      for (const message of nameAloneProblems(model, pair, pass)) report(passPath, message);
    });
  });

  model.constraints.forEach((constraint, index) => {
    known(['constraints', index], [constraint.column]);
    for (const source of constraint.sources ?? []) {
      if (model.sources[source] === undefined) report(['constraints', index], `no source ${source} is declared`);
    }
  });
  return problems;
}

function comparisonProblems(comparison: Comparison): readonly string[] {
  const problems: string[] = [];
  const levels = comparison.comparison_levels;
  const first = levels[0]?.when;
  if (first === undefined || first === 'else' || first.type !== 'exact' || first.column !== undefined) {
    problems.push('the first level must be exact agreement on every column of the comparison');
  }
  if (levels.at(-1)?.when !== 'else') problems.push('the last level must be else');
  if (levels.slice(0, -1).some((level) => level.when === 'else')) problems.push('only the last level may be else');
  if (new Set(levels.map((level) => level.label)).size !== levels.length) problems.push('two levels share a label');
  for (const level of levels) {
    if (level.when === 'else') continue;
    for (const column of conditionColumns(level.when, comparison.columns)) {
      if (!comparison.columns.includes(column))
        problems.push(`level ${level.label} uses ${column}, not among its columns`);
    }
    if (comparison.columns.length > 1 && level !== levels[0] && lacksColumn(level.when)) {
      problems.push(`level ${level.label} must say which column it compares`);
    }
  }
  return problems;
}

function pairProblems(model: LinkModel, pair: SourcePair): readonly string[] {
  const problems: string[] = [];
  for (const source of new Set([pair.left, pair.right])) {
    if (model.sources[source] === undefined) problems.push(`no source ${source} is declared`);
  }
  if ((pair.left === pair.right) !== (pair.link_type === 'dedupe_only')) {
    problems.push('dedupe_only is for a source with itself, link_only for two sources');
  }
  if (new Set(pair.passes.map((pass) => pass.name)).size !== pair.passes.length)
    problems.push('two passes share a name');
  return problems;
}

function fellegiSunterProblems(model: LinkModel, pass: FellegiSunterPass): readonly string[] {
  const problems: string[] = [];
  for (const name of pass.comparisons) {
    if (model.comparisons[name] === undefined) problems.push(`no comparison ${name} is declared`);
  }
  if (new Set(pass.comparisons).size !== pass.comparisons.length) problems.push('a comparison is named twice');
  if (pass.thresholds.review > pass.thresholds.link)
    problems.push('the review threshold lies above the link threshold');
  for (const { comparison, level } of pass.link_only_if.flatMap((clause) => clause.any)) {
    if (!pass.comparisons.includes(comparison))
      problems.push(`link_only_if names ${comparison}, which the pass does not compare`);
    else if (!model.comparisons[comparison]?.comparison_levels.some(({ label }) => label === level)) {
      problems.push(`link_only_if names level ${level}, which comparison ${comparison} does not have`);
    }
  }
  return problems;
}

/** For sources that must never be linked by name alone: every way to become a pair demands an equal key or birth date. */
function nameAloneProblems(
  model: LinkModel,
  pair: SourcePair,
  pass: DeterministicPass | FellegiSunterPass,
): readonly string[] {
  const guarded = [pair.left, pair.right].filter((source) => model.sources[source]?.never_by_name_alone);
  if (guarded.length === 0) return [];
  const carries = (columns: readonly string[]) =>
    columns.some((column) => ['strong_key', 'birth_date'].includes(model.columns[column]?.role ?? ''));
  const keys =
    pass.type === 'deterministic'
      ? pass.rules.map((rule) => rule.keys)
      : pass.blocking_rules.map((rule) =>
          rule.columns.filter((column, index) => (rule.right?.[index] ?? column) === column),
        );
  return keys.every(carries)
    ? []
    : [`${guarded.join(' and ')} would be linked by name alone: every rule needs an equal strong key or birth date`];
}

function lacksColumn(condition: Condition): boolean {
  if (condition.type === 'all' || condition.type === 'any') return condition.of.some(lacksColumn);
  return condition.type !== 'custom' && condition.type !== 'columns_reversed' && condition.column === undefined;
}
