import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Landing } from '../landing/landing.ts';
import type { TokenKey } from '../tokens/token-key.ts';
import type { QuarantineOverride, RowCountApproval } from './decide-load.ts';

export interface IngestDeps {
  /** Where loads are published. */
  readonly warehouse: Warehouse;
  /**
   * Where files are read and judged, when the warehouse is not on these premises: a DuckDB of its own, and a folder that
   * accepted rows pass through on their way. @default the warehouse, which then is DuckDB
   */
  readonly edge?: EdgeStation | undefined;
  readonly landing: Landing;
  readonly tokenKey: TokenKey;
  readonly clock: () => Date;
  /** Folders a file may lie in. @default anywhere */
  readonly inboxes?: readonly string[];
  /** Called as the bytes of the files under way are read. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void;
  /** Called as soon as some of the files are settled, in the order of the requests. */
  readonly onSettled?: (files: readonly SettledFile[]) => Promise<void>;
  /** Stops between stretches of lines, leaving nothing behind but whole loads. */
  readonly signal?: AbortSignal;
  /** Bytes validated at a time, and stretches validated at once. @default a quarter of the files, 4–16 MiB; 2 */
  readonly stretchBytes?: number;
  readonly parallel?: number;
}

export interface EdgeStation {
  readonly warehouse: Warehouse;
  /** For this process alone; nothing stays in it. */
  readonly uploads: string;
}

/** What the submitter says of the file, from a manifest beside it or in a transfer's receipt. */
export interface DeclaredFile {
  readonly sha256?: string;
  readonly bytes?: number;
  /** Records, without header and trailers. */
  readonly rows?: number;
}

export interface IngestRequest {
  readonly path: string;
  readonly contract: ExtractContract;
  readonly period: string;
  readonly submitter: string;
  /** Name to record. @default the file's base name */
  readonly source?: string;
  readonly actor: string;
  readonly runId: string;
  readonly declared?: DeclaredFile;
  /** Whether its people are invented. Kept with the load, and with everything published from it. @default false */
  readonly synthetic?: boolean;
  /** Checks everything and changes nothing. @default false */
  readonly dryRun?: boolean;
  /** Judges the file also when it is the current load already: rules or reference data may have changed. @default false */
  readonly anew?: boolean;
  readonly acceptQuarantine?: QuarantineOverride;
  readonly approveRowCount?: RowCountApproval;
}

export interface IngestResult {
  /** Null for a dry run. Of an unchanged file, the load that is current. */
  readonly loadId: number | null;
  /** `checked`: a dry run found nothing against loading it. */
  readonly outcome: 'loaded' | 'unchanged' | 'checked';
  readonly contentHash: string;
  readonly read: number;
  readonly loaded: number;
  readonly quarantined: number;
  /** Reason → rows. A row may have several. */
  readonly reasons: Readonly<Record<string, number>>;
  /** From the start of the files it was taken in with. */
  readonly seconds: number;
}

/** What became of one file of many: taken in, or refused without a trace while the others went on. */
export type SettledFile =
  | { readonly request: IngestRequest; readonly result: IngestResult; readonly error?: undefined }
  | {
      readonly request: IngestRequest;
      readonly result?: undefined;
      readonly error: unknown;
      /** Of its bytes. Absent where there was no file to read, or none that may be read. */
      readonly contentHash?: string | undefined;
    };
