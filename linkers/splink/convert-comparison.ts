import { UsageError } from '../../schemas/errors.ts';
import type { ComparisonLevel } from '../../schemas/link-model/comparison.ts';
import { type Condition, conditionColumns } from '../../schemas/link-model/condition.ts';
import type { LinkModelFile } from '../../schemas/link-model/link-model.ts';
import type { ColumnNames } from './column-names.ts';
import { convertCondition, UnknownConditionError } from './convert-condition.ts';
import type { SplinkComparison, SplinkLevel } from './splink-settings.ts';

type ComparisonFile = NonNullable<LinkModelFile['comparisons']>[string];

/** Rarer values count as this rare: Splink sets no limit of its own. */
const LEAST_FREQUENCY = 1e-9;
const MOST_COLUMNS = 4;

/** @throws UsageError naming the comparison and level that a link model cannot express. */
export function convertComparison(
  comparison: SplinkComparison,
  place: string,
  names: ColumnNames,
  note: (text: string) => void,
): ComparisonFile {
  const kept = comparison.comparison_levels.filter((level) => level.is_null_level !== true);
  const converted = kept.map((level, index) => convertLevel(level, `${place}.comparison_levels.${index}`, names, note));
  const columns = [...new Set(converted.flatMap(({ when }) => (when === 'else' ? [] : conditionColumns(when))))];
  if (columns.length === 0 || columns.length > MOST_COLUMNS) {
    throw new UsageError(`${place} compares ${columns.length} columns; a link model takes 1 to ${MOST_COLUMNS}`);
  }
  const [first] = converted;
  if (first === undefined || !isExactOn(first.when, columns)) {
    throw new UsageError(`${place}: its first level is not exact agreement on ${columns.join(' and ')}`, {
      hint: 'Put an exact level first in the settings; a link model needs one.',
    });
  }
  const levels = [{ ...first, when: { type: 'exact' as const } }, ...converted.slice(1)];
  if (levels.at(-1)?.when !== 'else') levels.push({ label: 'else', when: 'else' });
  if (columns.length > 1) note(`${place}: a pair counts as missing where any of ${columns.join(', ')} is`);
  return { columns, comparison_levels: labeled(levels), ...termFrequency(kept, place, note) };
}

function convertLevel(
  level: SplinkLevel,
  place: string,
  names: ColumnNames,
  note: (text: string) => void,
): ComparisonLevel {
  const probabilities = {
    ...(typeof level.m_probability === 'number' ? { m_probability: level.m_probability } : {}),
    ...(typeof level.u_probability === 'number' ? { u_probability: level.u_probability } : {}),
  };
  const label = level.label_for_charts ?? level.sql_condition;
  if (level.sql_condition.trim().toUpperCase() === 'ELSE') return { label, when: 'else', ...probabilities };
  try {
    const when = convertCondition(level.sql_condition, names, (text) => note(`${place} ${text}`));
    return { label, when, ...probabilities };
  } catch (error) {
    if (!(error instanceof UnknownConditionError)) throw error;
    throw new UsageError(`${place}: ${error.message}`, {
      hint: 'Leave the comparison out, or write its levels by hand.',
    });
  }
}

function isExactOn(when: Condition | 'else', columns: readonly string[]): boolean {
  if (when === 'else') return false;
  const parts = when.type === 'all' ? when.of : [when];
  return parts.length === columns.length && parts.every((part) => part.type === 'exact');
}

function termFrequency(
  levels: readonly SplinkLevel[],
  place: string,
  note: (text: string) => void,
): Pick<ComparisonFile, 'term_frequency'> {
  const has = (level: SplinkLevel | undefined) => typeof level?.tf_adjustment_column === 'string';
  if (levels.slice(1).some(has)) note(`${place}: term frequencies below the exact level are left out`);
  const [exact] = levels;
  if (!has(exact)) return {};
  const minimum = exact?.tf_minimum_u_value ?? 0;
  return {
    term_frequency: {
      weight: exact?.tf_adjustment_weight ?? 1,
      minimum: minimum > 0 ? minimum : LEAST_FREQUENCY,
    },
  };
}

/** Labels name levels, so no two may be the same. */
function labeled(levels: readonly ComparisonLevel[]): ComparisonLevel[] {
  const seen = new Map<string, number>();
  return levels.map((level) => {
    const times = (seen.get(level.label) ?? 0) + 1;
    seen.set(level.label, times);
    return times === 1 ? level : { ...level, label: `${level.label} (${times})` };
  });
}
