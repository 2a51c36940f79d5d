import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Container, ExtractContract } from '../schemas/contract/extract-contract.ts';
import { delimitedFormatter, doeHeaderFormatter, studentTrackerFormatter } from './containers/delimited-writer.ts';
import { icesaFormatter } from './containers/icesa-writer.ts';
import type { ExtractHeader, RawRow, RecordFormatter } from './containers/record-writer.ts';

export interface WrittenExtract {
  /** Rows written, those of `writeRaw` included. */
  readonly rows: number;
  readonly bytes: number;
}

/** Writes one extract file, row by row. Await what `write` returns, if anything, so that memory stays bounded. */
export interface ExtractWriter {
  write(row: RawRow): Promise<void> | undefined;
  /** Writes text as it is, for defects no row can express. Counts as one row. */
  writeRaw(text: string): Promise<void> | undefined;
  close(): Promise<WrittenExtract>;
}

const FLUSH_CHARACTERS = 1 << 20;

/**
 * Creates `path` (and its folder) and writes a file as the agency would: UTF-8, `\n` line ends, a line end at the end.
 * @param container one of the contract's containers; the first is the usual one
 * @throws UsageError when a value holds a line end
 */
export async function openExtractWriter(
  contract: ExtractContract,
  container: Container,
  path: string,
  header: ExtractHeader,
): Promise<ExtractWriter> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w', 0o600);
  return extractWriter(file, recordFormatter(contract, container, header));
}

/** The text of an extract's container, for callers that bring their own file. */
export function recordFormatter(
  contract: ExtractContract,
  container: Container,
  header: ExtractHeader,
): RecordFormatter {
  switch (container.kind) {
    case 'delimited':
      return delimitedFormatter(contract, container);
    case 'doe-header':
      return doeHeaderFormatter(contract, header);
    case 'icesa':
      return icesaFormatter(contract, header);
    case 'student-tracker':
      return studentTrackerFormatter(contract);
  }
}

function extractWriter(file: FileHandle, formatter: RecordFormatter): ExtractWriter {
  let pending = formatter.opening;
  let rows = 0;
  let bytes = 0;

  const flush = async (): Promise<void> => {
    const buffer = Buffer.from(pending, 'utf8');
    pending = '';
    bytes += buffer.length;
    await file.writeFile(buffer);
  };
  const append = (text: string): Promise<void> | undefined => {
    pending += text;
    rows += 1;
    return pending.length < FLUSH_CHARACTERS ? undefined : flush();
  };

  return {
    write: (row) => append(formatter.record(row)),
    writeRaw: append,
    close: async () => {
      try {
        pending += formatter.closing();
        await flush();
      } finally {
        await file.close();
      }
      return Object.freeze({ rows, bytes });
    },
  };
}
