import type { FileLayout } from '../containers/file-layout.ts';
import type { FilePass } from '../landing/file-pass.ts';
import type { Receipt } from '../landing/landing.ts';
import type { EdgeSummary } from './edge-table.ts';
import type { IngestRequest, IngestResult } from './ingest-request.ts';
import type { Slot } from './slot.ts';

/** One of the files being taken in together. It is settled once it has a `result` or an `error`. */
export interface FileInHand {
  readonly request: IngestRequest;
  readonly slot: Slot;
  /** Its place in the edge table, from 1. */
  readonly fileNo: number;
  /** Its bytes on their way to the landing folder, until they are accepted or discarded. */
  receipt?: Receipt | undefined;
  read?: FileRead;
  summary?: EdgeSummary;
  result?: IngestResult;
  /** Of the bytes of a file that was refused. */
  contentHash?: string;
  error?: { readonly thrown: unknown };
}

/** What the pass over a file found. */
export interface FileRead {
  readonly name: string;
  readonly layout: FileLayout;
  readonly pass: FilePass;
  /** By the pass's own count: every physical line that is no header and no control record. */
  readonly recordsCounted: number;
}

export function isSettled(file: FileInHand): boolean {
  return file.result !== undefined || file.error !== undefined;
}

/** Settles a file with the error that `work` throws, so that it ends nothing but this file. */
export async function settleOnError(
  file: FileInHand,
  signal: AbortSignal | undefined,
  work: () => void | Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    signal?.throwIfAborted();
    file.error = { thrown };
  }
}
