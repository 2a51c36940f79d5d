import type { DashboardId } from '../dashboards/definition.ts';
import type { GroupFamily } from '../dashboards/student-groups.ts';
import type { ShownStatus } from '../release/cell.ts';

/** How a year is written: a school year 2024–25, a class of 2024, or a plain year. */
export type YearKind = 'school-year' | 'class' | 'plain';

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Words of one figure. `subject` is a singular noun phrase that a finding's sentence starts with. */
export interface FigureWords {
  readonly name: string;
  readonly subject: string;
  readonly unit: string;
  readonly universe: string;
  /** One sentence on how to read it. */
  readonly reading: string;
  /** Says highest and lowest in words of its own. */
  readonly extremes?: (extremes: Extremes) => string;
  /** What one series counts, by its key: follows the subject when that series is the only published one. */
  readonly alone?: Readonly<Record<string, string>>;
}

export interface DashboardWords {
  readonly title: string;
  readonly short: string;
  readonly question: string;
  readonly lead: string;
  readonly yearLabel: string;
  readonly afterLabel: string;
}

export interface GlossaryEntry {
  readonly id: string;
  readonly term: string;
  readonly meaning: string;
}

/** Parts of a finding's sentence; every value is written out already. */
export interface Change {
  readonly subject: string;
  readonly where: string;
  readonly from: string;
  readonly fromWhen: string;
  readonly to: string;
  readonly toWhen: string;
}

export interface Extremes {
  readonly subject: string;
  readonly where: string;
  readonly when: string;
  readonly highest: string;
  readonly highestValue: string;
  /** Left out where it would say little or mislead: a published zero, or a count while smaller ones may be hidden. */
  readonly lowest?: { readonly name: string; readonly value: string };
}

/** Every word that the site shows and that does not come from the release. */
export interface Messages {
  readonly languageName: string;
  readonly locale: string;
  readonly site: {
    readonly name: string;
    readonly tagline: string;
    readonly owner: string;
    readonly skip: string;
    readonly menu: string;
    readonly home: string;
    readonly data: string;
    readonly glossary: string;
    readonly accessibility: string;
    readonly synthetic: string;
    readonly syntheticStrong: string;
    readonly refreshed: (date: string) => string;
    readonly release: (id: string) => string;
    readonly footer: string;
    readonly englishOnly: string;
  };
  readonly home: {
    readonly heading: string;
    readonly lead: string;
    readonly stages: readonly string[];
    readonly findPlace: string;
    readonly dashboards: string;
    readonly promiseHeading: string;
    readonly promise: readonly { readonly heading: string; readonly text: string }[];
    readonly dataHeading: string;
    readonly dataText: (tables: string) => string;
    readonly dataLink: string;
  };
  readonly filters: {
    readonly heading: string;
    readonly place: string;
    readonly placeHint: (most: number) => string;
    readonly findLabel: string;
    readonly findButton: string;
    readonly group: string;
    readonly by: string;
    readonly families: Readonly<Record<GroupFamily, string>>;
    readonly apply: string;
    readonly reset: string;
    readonly remove: (name: string) => string;
    readonly add: (name: string) => string;
    readonly show: (name: string) => string;
    readonly found: (count: number, words: string) => string;
    /** Said after the count where only the first of them are listed. */
    readonly firstFound: (listed: number) => string;
    readonly noneFound: (words: string) => string;
    readonly full: (most: number) => string;
    readonly shown: string;
    readonly yearsAfter: (years: string) => string;
    readonly all: string;
    /** Names of the parameters of an address. */
    readonly names: Readonly<Record<string, string>>;
  };
  readonly figure: {
    readonly table: (name: string) => string;
    readonly about: string;
    readonly unit: string;
    readonly universe: string;
    readonly years: string;
    readonly source: string;
    readonly updated: string;
    readonly method: string;
    readonly methodLink: string;
    readonly matchRate: string;
    /** What was matched to what, by the pair of sources as the release names it. */
    readonly matched: Readonly<Record<string, (rate: string) => string>>;
    readonly matchedOther: (pair: string, rate: string) => string;
    /** How much of the people counted the sources can see. */
    readonly coverage: {
      readonly term: string;
      /** What the shares are of; they follow it, one for each place. */
      readonly followed: string;
      readonly wagesSeen: string;
      readonly partOf: (share: string, seen: string, of: string) => string;
      readonly unseen: string;
      readonly hidden: string;
    };
    readonly downloadShown: string;
    readonly wholeTable: string;
    readonly numerator: string;
    readonly denominator: string;
    readonly share: string;
    readonly low: string;
    readonly middle: string;
    readonly high: string;
    readonly substituted: (from: string, to: string) => string;
    readonly noStandIn: (from: string) => string;
    /** Once for all the figures named, which have nothing of the places named. */
    readonly noneHere: (places: string, figures: string) => string;
    readonly unmet: Readonly<Record<'year' | 'after' | 'group' | 'place' | 'value', string>>;
    readonly missing: string;
    readonly glance: string;
    readonly seriesOnlyFirst: (place: string) => string;
    readonly legend: string;
    readonly year: string;
  };
  readonly status: {
    readonly symbols: Readonly<Record<ShownStatus, string>>;
    readonly spoken: Readonly<Record<Exclude<ShownStatus, 'ok' | 'banded'>, string>>;
    readonly explained: Readonly<Record<ShownStatus, string>>;
    /** Why a table has no figure where it says `not_available`, by the table's name, where there is more to say. */
    readonly unavailable: Readonly<Record<string, string>>;
    readonly heading: string;
    readonly atMost: (value: string) => string;
    readonly atLeast: (value: string) => string;
    readonly between: (low: string, high: string) => string;
  };
  readonly finding: {
    readonly rose: (change: Change) => string;
    readonly fell: (change: Change) => string;
    readonly steady: (change: Change) => string;
    readonly single: (subject: string, where: string, value: string, when: string) => string;
    readonly extremes: (extremes: Extremes) => string;
    /** One published figure on a list, or a few that are the same; the parts it is for are named. */
    readonly only: (subject: string, where: string, names: string, value: string, when: string) => string;
    /** Where the figures do not prove a highest and a lowest. */
    readonly range: (subject: string, where: string, low: string, high: string, when: string) => string;
    readonly allHidden: (subject: string, where: string) => string;
    readonly hiddenCount: (hidden: number, total: number) => string;
    readonly inPlace: (place: string) => string;
    readonly forGroup: (group: string) => string;
    readonly ofClass: (year: string) => string;
    /** When something was, for a sentence: ` in 2024`, ` for the class of 2024`. */
    readonly when: (year: string, kind: YearKind) => string;
    readonly amongShown: string;
    readonly list: (items: readonly string[]) => string;
  };
  readonly dashboards: Readonly<Record<DashboardId, DashboardWords>>;
  readonly figures: Readonly<Record<string, FigureWords>>;
  readonly years: {
    readonly classOf: (year: string) => string;
  };
  readonly places: {
    readonly title: string;
    readonly lead: string;
    readonly state: string;
    readonly types: Readonly<Record<'State' | 'District' | 'School', string>>;
    readonly inDistrict: (district: string) => string;
    readonly schools: string;
    readonly code: (code: string) => string;
    /** Beside a name in a list. */
    readonly noFigures: string;
    readonly noFiguresHere: string;
    readonly districtInstead: (district: string) => string;
  };
  readonly data: {
    readonly title: string;
    readonly lead: string;
    readonly rows: (rows: string) => string;
    readonly hiddenShare: (share: string) => string;
    /** Heading above releases that were taken back. */
    readonly withdrawn: string;
    readonly withdrawnOn: (published: string, withdrawn: string, id: string) => string;
    readonly explore: string;
    readonly method: string;
    readonly codebook: string;
    readonly coverage: string;
    readonly coverageLead: string;
    readonly coverageNone: string;
    readonly build: string;
    readonly selection: (rows: string, share: string) => string;
    readonly empty: string;
    readonly wholeTable: string;
    readonly thisSelection: string;
    readonly formats: Readonly<Record<'csv' | 'xlsx' | 'parquet' | 'zip' | 'json', string>>;
    readonly previous: string;
    readonly next: string;
    readonly pageOf: (page: string, pages: string) => string;
    readonly permanent: string;
    readonly permanentLabel: string;
    readonly citation: string;
    readonly notes: string;
    /** Heading of what a file holds, and the words for everything. */
    readonly holds: string;
    readonly holdsAll: string;
    readonly liveDataset: string;
    readonly chooseHint: string;
    readonly levels: Readonly<Record<'State' | 'District' | 'School', string>>;
    readonly tooMany: (rows: string) => string;
  };
  readonly method: {
    readonly title: (table: string) => string;
    readonly formula: string;
    readonly universe: string;
    readonly exclusions: string;
    readonly sources: string;
    readonly suppression: string;
    readonly limits: string;
    readonly matchRates: string;
    readonly matchRatesLead: string;
    readonly pair: string;
    /** Names of pairs of sources. */
    readonly pairs: Readonly<Record<string, string>>;
    readonly eligible: string;
    readonly linked: string;
    readonly rate: string;
    readonly noMatchRates: string;
    readonly codebookSheet: string;
    readonly revision: string;
    readonly revisionText: (release: string, date: string, link: string, code: string) => string;
  };
  readonly codebook: {
    readonly title: (table: string) => string;
    readonly lead: string;
    readonly column: string;
    readonly label: string;
    readonly type: string;
    readonly meaning: string;
    readonly codes: string;
    readonly types: Readonly<Record<'text' | 'integer' | 'count' | 'share' | 'dollars' | 'credits' | 'status', string>>;
    readonly statusCodes: string;
    readonly groupCodes: string;
  };
  readonly tables: Readonly<Record<string, { readonly title: string; readonly description: string }>>;
  readonly columns: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, string>>;
  readonly problems: {
    readonly notFoundTitle: string;
    readonly notFoundText: string;
    readonly badFilterTitle: string;
    readonly badFilter: (filter: string) => string;
    readonly tooManyPlaces: (most: string) => string;
    readonly unknownName: (name: string) => string;
    readonly exist: string;
    readonly backToDefaults: string;
    readonly noReleaseTitle: string;
    readonly noReleaseText: string;
    readonly refusedTitle: string;
    readonly refusedText: string;
    readonly failedTitle: string;
    readonly failedText: string;
    readonly home: string;
    readonly more: (count: number) => string;
  };
  readonly glossary: {
    readonly title: string;
    readonly lead: string;
    readonly entries: readonly GlossaryEntry[];
  };
  readonly accessibilityPage: {
    readonly title: string;
    readonly sections: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
  };
}
