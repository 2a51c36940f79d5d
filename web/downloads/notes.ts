import { writtenStatus } from '../../schemas/releases/file-columns.ts';
import type { ReleaseManifest, ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { LINKAGE_SOURCES } from '../../schemas/releases/tables/dimensions.ts';
import type { Wording } from '../wording.ts';

/** What travels with a download: where it comes from, how to read it, how to cite it. */
export interface DownloadNotes {
  readonly title: string;
  readonly citation: string;
  /** Heading and text, in the order to read them. */
  readonly sections: readonly (readonly [heading: string, text: string])[];
}

/** @param address where the table is found on the site */
export function citationOf(manifest: ReleaseManifest, title: string, words: Wording, address: string): string {
  return `${words.t.site.owner}. “${title}”. ${words.t.site.release(manifest.id)}, ${words.date(manifest.createdAt)}. ${address}`;
}

/** The sources on one line, then what is said of linkage as a sentence of its own. */
export function sourcesText({ method }: ReleaseTable): string {
  const named = method.sources.filter((source) => source !== LINKAGE_SOURCES).join('; ');
  return method.sources.includes(LINKAGE_SOURCES) ? `${named}. ${LINKAGE_SOURCES}` : named;
}

export interface NotesOptions {
  readonly manifest: ReleaseManifest;
  readonly table: ReleaseTable;
  readonly words: Wording;
  /** What was chosen, in words; empty for a whole table. */
  readonly choices: readonly string[];
  /** The page that shows the same, as a whole address. */
  readonly address: string;
}

export function downloadNotes({ manifest, table, words, choices, address }: NotesOptions): DownloadNotes {
  const { t } = words;
  const title = words.tableTitle(table);
  const citation = citationOf(manifest, title, words, address);
  const rates = table.matchRates.map(
    ({ pair, rate, linked, eligible }) =>
      `${words.matched(pair, rate)} (${words.integer(linked)} / ${words.integer(eligible)})`,
  );
  const sections: (readonly [string, string])[] = [
    ...(manifest.synthetic ? [[t.site.syntheticStrong, t.site.synthetic] as const] : []),
    [t.data.citation, citation],
    [t.data.holds, choices.length === 0 ? t.data.holdsAll : choices.join('; ')],
    [t.data.permanentLabel, address],
    [t.method.formula, table.method.formula],
    [t.method.universe, table.method.universe],
    [t.method.exclusions, table.method.exclusions],
    [t.method.sources, sourcesText(table)],
    [t.method.matchRates, rates.length === 0 ? t.method.noMatchRates : `${rates.join('. ')}.`],
    [t.method.suppression, table.method.suppression],
    [t.method.limits, table.method.limits],
    [
      t.codebook.statusCodes,
      (['banded', 'suppressed', 'not_available', 'not_applicable'] as const)
        .map((status) => {
          const meaning = status === 'not_available' ? words.unavailable(table) : t.status.explained[status];
          return `${writtenStatus(table, status)}: ${meaning}`;
        })
        .join(' '),
    ],
  ];
  return { title, citation, sections };
}

export function notesText({ title, sections }: DownloadNotes): string {
  return [title, '='.repeat(title.length), '', ...sections.flatMap(([heading, text]) => [heading, text, ''])].join(
    '\n',
  );
}
