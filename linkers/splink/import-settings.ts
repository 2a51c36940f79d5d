import { UsageError } from '../../schemas/errors.ts';
import { type LinkModelFile, parseLinkModel } from '../../schemas/link-model/link-model.ts';
import type { FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import { columnNames } from './column-names.ts';
import { convertBlockingRule } from './convert-blocking-rule.ts';
import { convertComparison } from './convert-comparison.ts';
import { type SplinkSettings, splinkSettingsSchema } from './splink-settings.ts';

export interface ImportedModel {
  readonly model: LinkModelFile;
  /** What was decided for the reader, or did not carry over. */
  readonly notes: readonly string[];
}

const THRESHOLDS = { link: 0.9, review: 0.5 };

/**
 * Turns Splink's settings into a link model. Probabilities carry over where the settings are trained.
 * @param options.sources names of the sources, in the order in which Splink was given them
 * @throws UsageError naming the place in the settings that a link model cannot express.
 */
export function importSplinkSettings(
  content: unknown,
  options: { readonly sources: readonly string[] },
): ImportedModel {
  const parsed = splinkSettingsSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`The settings are not Splink's: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, {
      hint: 'Save them with save_model_to_json of Splink 4 or 5.',
    });
  }
  const settings = parsed.data;
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  const names = columnNames();
  const comparisons: NonNullable<LinkModelFile['comparisons']> = {};
  settings.comparisons.forEach((comparison, index) => {
    const name = comparisonName(comparison.output_column_name ?? `comparison_${index}`, comparisons);
    comparisons[name] = convertComparison(comparison, `comparisons.${index}`, names, note);
  });
  const blocking = settings.blocking_rules_to_generate_predictions.map((rule, index) =>
    convertBlockingRule(rule, `blocking_rules_to_generate_predictions.${index}`, names),
  );
  const pass: FellegiSunterPass = {
    type: 'fellegi_sunter',
    name: 'splink',
    comparisons: Object.keys(comparisons),
    blocking_rules: blocking,
    training_rules: [],
    thresholds: THRESHOLDS,
    link_only_if: [],
    tie_margin: 0.5,
    ...lambda(settings),
  };
  const model: LinkModelFile = {
    name: 'imported',
    version: 1,
    sources: Object.fromEntries(options.sources.map((source) => [source, {}])),
    columns: names.declared(),
    comparisons,
    source_pairs: sourcePairs(settings, options.sources).map((pair) => ({ ...pair, passes: [pass] })),
  };
  note(`thresholds are ${THRESHOLDS.link} (link) and ${THRESHOLDS.review} (review): set your own`);
  note('roles of columns are guessed from their names: check columns.*.role');
  parseLinkModel(model);
  return Object.freeze({ model, notes: Object.freeze(notes) });
}

/** Settings that were never trained hold Splink's default, which says nothing of the data. */
function lambda(settings: SplinkSettings): Pick<FellegiSunterPass, 'probability_two_random_records_match'> {
  const trained = settings.comparisons.some(({ comparison_levels }) =>
    comparison_levels.some(({ m_probability }) => typeof m_probability === 'number'),
  );
  const value = settings.probability_two_random_records_match;
  return trained && value !== undefined ? { probability_two_random_records_match: value } : {};
}

function sourcePairs(
  { link_type }: SplinkSettings,
  sources: readonly string[],
): readonly { readonly left: string; readonly right: string; readonly link_type: 'dedupe_only' | 'link_only' }[] {
  if (link_type !== 'dedupe_only' && sources.length < 2) {
    throw new UsageError(`link_type ${link_type} needs two sources or more`, { hint: 'Repeat --source NAME.' });
  }
  const within = sources.map((source) => ({ left: source, right: source, link_type: 'dedupe_only' as const }));
  const across = sources.flatMap((left, index) =>
    sources.slice(index + 1).map((right) => ({ left, right, link_type: 'link_only' as const })),
  );
  if (link_type === 'dedupe_only') return within;
  return link_type === 'link_only' ? across : [...within, ...across];
}

function comparisonName(text: string, taken: Readonly<Record<string, unknown>>): string {
  const plain =
    `${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`.replace(/^[^a-z]+/, '').slice(0, 50) || 'comparison';
  let name = plain;
  for (let number = 2; name in taken; number++) name = `${plain}_${number}`;
  return name;
}
