import type { LinkVersion } from '../../control/link-versions.ts';
import type { VersionComparison } from '../../linkers/compare-versions.ts';
import type { TableEffect } from '../../schemas/link-versions.ts';
import { textTable } from '../text-table.ts';

/** A comparison as the worker leaves it; `tables` is null where nobody asked for them. */
export type ToldComparison = VersionComparison & { readonly tables: readonly TableEffect[] | null };

/** What the counts of a link version hold, as the step that links records them. */
interface Counts {
  readonly persons: number;
  readonly linkedPersons: number;
  readonly largestCluster: number;
  readonly entities: Readonly<Record<string, number>>;
  readonly events: Readonly<Record<string, number>>;
  readonly passes: readonly {
    readonly sourcePair: string;
    readonly pass: string;
    readonly linked: number;
    readonly review: number;
  }[];
}

interface Incremental {
  readonly baseVersion: number;
  readonly trainedVersion: number;
  readonly changes: { readonly added: number; readonly corrected: number; readonly removed: number };
  readonly candidatesTakenOver: number;
  readonly drift: { readonly newShare: number };
}

export function versionsText(versions: readonly LinkVersion[]): string {
  if (versions.length === 0) return 'No link version yet: hub link run.';
  return textTable(
    ['version', 'state', 'made', 'run', 'base', 'people', 'linked', 'promoted by', 'reason'],
    versions.map((version) => {
      const { persons, linkedPersons } = version.counts as unknown as Counts;
      return [
        String(version.linkVersion),
        version.state,
        minute(version.createdAt),
        version.runId,
        baseOf(version) === undefined ? 'full' : `on ${baseOf(version)!.baseVersion}`,
        persons,
        linkedPersons,
        version.promotedBy ?? '',
        version.promotionReason ?? '',
      ];
    }),
  );
}

export function versionText(version: LinkVersion): string {
  const counts = version.counts as unknown as Counts;
  const base = baseOf(version);
  const events = Object.entries(counts.events).map(([event, people]) => `${number(people)} ${event}`);
  return [
    `Link version ${version.linkVersion} (${version.state}), made ${minute(version.createdAt)} by run ${version.runId}`,
    base === undefined
      ? 'A full version: trained and scored on everything.'
      : `It goes on from version ${base.baseVersion}, by what version ${base.trainedVersion} learned: ${number(base.changes.added)} entities came, ${number(base.changes.corrected)} changed, ${number(base.changes.removed)} went; ${number(base.candidatesTakenOver)} candidate pairs taken over. ${percent(base.drift.newShare)} of what was trained on has changed since.`,
    ...(version.promotedAt === null
      ? []
      : [`Promoted ${minute(version.promotedAt)} by ${version.promotedBy}: ${version.promotionReason}`]),
    `${number(counts.persons)} people, ${number(counts.linkedPersons)} of them in more than one source; the largest has ${number(counts.largestCluster)} entities. Person keys: ${events.join(', ')}.`,
    textTable(
      ['sources', 'pass', 'linked', 'to review'],
      counts.passes.map(({ sourcePair, pass, linked, review }) => [sourcePair, pass, linked, review]),
    ),
  ].join('\n');
}

/** What differs: fates that nobody met and measures that did not move are left out. */
export function comparisonText({ from, to, persons, entities, fates, samples, tables }: ToldComparison): string {
  const met = fates.filter(({ before, after }) => before + after > 0);
  const parts = [
    `Link versions ${from} and ${to}: ${arrow(persons)} people of ${arrow(entities)} source entities, ${number(entities.both)} of them in both.`,
    textTable(
      ['people', `in ${from}`, `in ${to}`],
      met.map(({ fate, before, after }) => [fate, before, after]),
    ),
  ];
  if (samples.length > 0) {
    parts.push(
      textTable(
        ['for example', `person keys in ${from}`, `in ${to}`],
        samples.map(({ fate, before, after }) => [fate, before.join(' ') || '–', after.join(' ') || '–']),
      ),
    );
  }
  if (tables !== null) parts.push(tablesText(tables));
  return parts.join('\n\n');
}

function tablesText(tables: readonly TableEffect[]): string {
  const rows = tables.flatMap(({ table, rows: counted, persons, measures }) => {
    const moved = [
      ...(counted.before === counted.after ? [] : [[table, 'rows', ...change(counted.before, counted.after)]]),
      ...(persons === null || persons.before === persons.after
        ? []
        : [[table, 'people', ...change(persons.before, persons.after)]]),
      ...measures
        .filter(({ before, after }) => before !== after)
        .map(({ name, before, after }) => [table, name, ...change(before, after)]),
    ];
    return moved;
  });
  const same = tables.length - new Set(rows.map(([table]) => table)).size;
  if (rows.length === 0) return `No measure of the ${tables.length} linked tables would differ.`;
  return `${textTable(['table', 'measure', 'before', 'after', 'change'], rows)}\n${same} of ${tables.length} linked tables would have the same rows, people and means.`;
}

function change(before: number | null, after: number | null): readonly [string, string, string] {
  const difference = before === null || after === null || before === 0 ? '' : percent((after - before) / before, true);
  return [before === null ? '–' : number(before), after === null ? '–' : number(after), difference];
}

function baseOf(version: LinkVersion): Incremental | undefined {
  return (version.parameters as { readonly incremental?: unknown }).incremental as Incremental | undefined;
}

function arrow({ before, after }: { readonly before: number; readonly after: number }): string {
  return before === after ? number(before) : `${number(before)} → ${number(after)}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: Number.isInteger(value) ? 21 : 6 });
}

function percent(share: number, signed = false): string {
  const text = `${(share * 100).toFixed(2)} %`;
  return signed && share > 0 ? `+${text}` : text;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
