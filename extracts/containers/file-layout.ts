/** Where the columns of a contract stand in one file, once its opening lines have been read. */
export type FileLayout =
  | {
      readonly kind: 'separated';
      readonly delimiter: string;
      readonly quoted: boolean;
      /** Fields each record must have. */
      readonly fieldCount: number;
      /** For each contract column, its field from 1. */
      readonly positions: readonly number[];
      /** Physical lines before the first record. */
      readonly headerLines: number;
    }
  | { readonly kind: 'icesa'; readonly headerLines: 0 };

/** The opening lines of a file, and what to hold them against. */
export interface FileHead {
  readonly name: string;
  /** Whole lines, without their line ends. */
  readonly lines: readonly string[];
  readonly submitter: string;
}

/** Whole lines of one file inside a stretch that it shares with others. */
export interface StretchPart {
  /** The file's place among those taken in together, from 1. */
  readonly fileNo: number;
  /** Physical number of its first line, from 1. */
  readonly firstLine: number;
  readonly lines: number;
}
