/** What a file says about itself beyond its rows. */
export interface ExtractHeader {
  /** District org code, UnitID or agency, as in the load slot. */
  readonly submitter: string;
  /** In the contract's period grammar. */
  readonly period: string;
  /** ICESA only: the employer's name on its E record. @default blank */
  readonly employerName?: (employerAccount: string) => string;
}

/** A row as it stands in the file: contract column name → raw text. A column left out is written empty. */
export type RawRow = Readonly<Record<string, string>>;

/** Turns rows into the text of one container. Text always ends with a line end. */
export interface RecordFormatter {
  /** What opens the file. */
  readonly opening: string;
  /** The physical line or lines of a row. */
  record(row: RawRow): string;
  /** What closes the file. */
  closing(): string;
}
