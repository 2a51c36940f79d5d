import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { FileRefusedError } from '../../schemas/errors.ts';
import type { FileLayout } from '../containers/file-layout.ts';
import { hasUtf8Bom, UTF8_BOM_BYTES } from '../landing/file-nature.ts';
import { type FilePass, hashFile, passOverFile, type Stretch } from '../landing/file-pass.ts';
import { openSource, type SourceFile } from '../landing/source-file.ts';
import { refuseOutdated } from './decide-load.ts';
import type { EdgeTable } from './edge-table.ts';
import { type FileInHand, settleOnError } from './file-in-hand.ts';
import type { DeclaredFile, IngestDeps } from './ingest-request.ts';
import { readLayout } from './read-layout.ts';
import { collectStretches, type StretchCollector } from './shared-stretch.ts';
import { isSameVersion, type SlotLoad, type SlotRegister, unchangedResult } from './slot-register.ts';

const MIB = 1 << 20;
const STATEMENTS_AT_ONCE = 2;

/** Rows of DuckDB's row group: what one statement adds less than that, it copies again, row by row, at its commit. */
const ROW_GROUP = 122_880;
/** Below, both cores at work are worth more than whole row groups. */
const SMALL_BYTES = 32 * MIB;

export interface ReadFilesOptions {
  readonly contract: ExtractContract;
  readonly files: readonly FileInHand[];
  /** Of all the files. */
  readonly bytes: number;
  readonly edge: EdgeTable;
  readonly register: SlotRegister;
  /** Seconds since the files were begun. */
  readonly elapsed: () => number;
}

/**
 * Passes over each file once: counts and hashes it, writes it on to the landing folder and its lines into the edge
 * table. A file that cannot be read is settled with the reason; one that is current already, with its load.
 * @throws whatever the edge table threw, which concerns all the files
 */
export async function readFiles(deps: IngestDeps, options: ReadFilesOptions): Promise<void> {
  const { edge, files } = options;
  const stretchBytes = deps.stretchBytes ?? Math.min(8 * MIB, Math.max(4 * MIB, Math.ceil(options.bytes / 4)));
  const lines = deps.stretchBytes !== undefined || options.bytes < SMALL_BYTES ? 0 : ROW_GROUP;
  const underWay: Promise<void>[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  const collector = collectStretches({ bytes: stretchBytes, lines }, async (stretch) => {
    underWay.push(
      edge.add(stretch).catch((thrown: unknown) => {
        failure ??= { thrown };
      }),
    );
    if (underWay.length >= (deps.parallel ?? STATEMENTS_AT_ONCE)) await underWay.shift();
  });
  let bytes = 0;
  const onBytes = (count: number) => {
    deps.signal?.throwIfAborted();
    bytes += count;
    deps.onProgress?.({ bytes, totalBytes: options.bytes });
  };
  try {
    for (const file of files) {
      if (failure !== undefined) break;
      await settleOnError(file, deps.signal, () => readFile(deps, options, file, { collector, stretchBytes, onBytes }));
    }
    if (failure === undefined) await collector.flush();
  } finally {
    await Promise.all(underWay);
  }
  if (failure !== undefined) throw failure.thrown;
}

async function readFile(
  deps: IngestDeps,
  options: ReadFilesOptions,
  file: FileInHand,
  into: {
    readonly collector: StretchCollector;
    readonly stretchBytes: number;
    readonly onBytes: (count: number) => void;
  },
): Promise<void> {
  const { contract, register } = options;
  const { request, slot } = file;
  const source = await openSource(request.path, deps.inboxes);
  try {
    const layout = await readLayout(source, contract, slot);
    refuseOutdated(contract, slot, register);
    const same = await findUnchanged(deps, file, source, register);
    if (same !== undefined) {
      refuseUndeclared(
        source.name,
        request.declared,
        { bytes: source.bytes, contentHash: same.content_hash },
        same.rows_read,
      );
      file.result = unchangedResult(same, options.elapsed());
      return;
    }
    const receipt = await deps.landing.receive({
      encrypt: contract.columns.some((column) => column.identifying === 'direct'),
    });
    file.receipt = receipt;
    const pass = await passOverFile(source, {
      maxLineBytes: contract.maxLineBytes,
      ...(layout.kind === 'icesa' ? { startsWith: 'E' } : {}),
      stretchBytes: into.stretchBytes,
      onBytes: (fresh) => receipt.write(fresh),
      onStretch: async (stretch) => {
        into.onBytes(stretch.bytes.length);
        const records = withoutHeader(stretch, layout.headerLines);
        if (records !== undefined) await into.collector.take(file.fileNo, layout, records);
      },
    });
    const recordsCounted = countRecords(pass, layout);
    refuseUndeclared(source.name, request.declared, pass, recordsCounted);
    file.read = { name: source.name, layout, pass, recordsCounted };
  } catch (error) {
    deps.signal?.throwIfAborted();
    // For the record of what was refused. That it cannot be read is what the error says.
    const contentHash = await hashFile(source.handle).catch(() => undefined);
    if (contentHash !== undefined) file.contentHash = contentHash;
    throw error;
  } finally {
    await source.handle.close();
  }
}

/** Of a file's bytes; undefined where there is no file, or none that may be read. */
export async function hashSource(path: string, folders: readonly string[] | undefined): Promise<string | undefined> {
  try {
    const { handle } = await openSource(path, folders);
    try {
      return await hashFile(handle);
    } finally {
      await handle.close();
    }
  } catch {
    // Why it cannot be read, whoever takes it in says.
    return undefined;
  }
}

/** Hashes the file beforehand only where it can be the current one: same size, same contract, same key. */
async function findUnchanged(
  deps: IngestDeps,
  { request, slot }: FileInHand,
  source: SourceFile,
  register: SlotRegister,
): Promise<SlotLoad | undefined> {
  const current = register.current(slot);
  if (current === undefined || current.file_bytes !== source.bytes) return undefined;
  if (!isSameVersion(current, request, deps.tokenKey.id, current.content_hash)) return undefined;
  return (await hashFile(source.handle)) === current.content_hash ? current : undefined;
}

/** The stretch without the file's byte order mark and header lines; undefined when nothing is left. */
function withoutHeader(stretch: Stretch, headerLines: number): Stretch | undefined {
  if (stretch.firstLine > headerLines && stretch.firstLine !== 1) return stretch;
  let { bytes, firstLine, lines } = stretch;
  if (firstLine === 1 && hasUtf8Bom(bytes)) bytes = bytes.subarray(UTF8_BOM_BYTES);
  while (firstLine <= headerLines && bytes.length > 0) {
    bytes = bytes.subarray(bytes.indexOf(0x0a) + 1);
    firstLine += 1;
    lines -= 1;
  }
  return bytes.length === 0 ? undefined : { ...stretch, bytes, firstLine, lines };
}

function countRecords(pass: FilePass, layout: FileLayout): number {
  const controls = layout.kind === 'icesa' ? [...'ETF'] : [];
  const controlLines = controls.reduce((sum, type) => sum + (pass.firstBytes[type.charCodeAt(0)] ?? 0), 0);
  return pass.lines - layout.headerLines - controlLines;
}

function refuseUndeclared(
  name: string,
  declared: DeclaredFile | undefined,
  pass: Pick<FilePass, 'bytes' | 'contentHash'>,
  records: number,
): void {
  if (declared === undefined) return;
  const refuse = (what: string) => {
    throw new FileRefusedError(`${name} is not the file its manifest describes: ${what}`, {
      hint: 'The file was changed or cut on its way: ask for it again.',
    });
  };
  if (declared.bytes !== undefined && declared.bytes !== pass.bytes)
    refuse(`${pass.bytes} bytes, not ${declared.bytes}`);
  if (declared.rows !== undefined && declared.rows !== records) refuse(`${records} records, not ${declared.rows}`);
  if (declared.sha256 !== undefined && declared.sha256.toLowerCase() !== pass.contentHash) refuse('another SHA-256');
}
