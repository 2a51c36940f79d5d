import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { ConflictError, FileRefusedError, InvariantError } from '../../schemas/errors.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { FileLayout } from '../containers/file-layout.ts';
import { readHead } from '../containers/read-head.ts';
import { hasUtf8Bom, refuseUnlessText, UTF8_BOM_BYTES } from '../landing/file-nature.ts';
import { type FilePass, hashFile, passOverFile, type Stretch } from '../landing/file-pass.ts';
import type { Landing, Receipt } from '../landing/landing.ts';
import { openSource, type SourceFile } from '../landing/source-file.ts';
import type { TokenKey } from '../tokens/token-key.ts';
import { checkIcesaTrailers } from './check-trailers.ts';
import {
  checkQuarantineShare,
  checkRowCount,
  type QuarantineOverride,
  type RowCountApproval,
  refuseMisplaced,
} from './decide-load.ts';
import { createEdgeTable, type EdgeTable } from './edge-table.ts';
import { countReasons, currentLoad, type LoadRecord } from './load-register.ts';
import { publishLoad } from './publish-load.ts';
import { type Slot, slotOf, slotRules } from './slot.ts';
import { inWriteTurn } from './write-turn.ts';

export interface IngestDeps {
  /** A DuckDB warehouse, with the vault attached when the contract has direct identifiers. */
  readonly warehouse: Warehouse;
  readonly landing: Landing;
  readonly tokenKey: TokenKey;
  readonly clock: () => Date;
  /** Folders a file may lie in. @default anywhere */
  readonly inboxes?: readonly string[];
  /** Called after each stretch of the file. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void;
  /** Stops between stretches, leaving nothing behind. */
  readonly signal?: AbortSignal;
  /** Bytes validated at a time, and stretches validated at once. @default 16 MiB, 2 */
  readonly stretchBytes?: number;
  readonly parallel?: number;
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
  /** Checks everything and changes nothing. @default false */
  readonly dryRun?: boolean;
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
  readonly seconds: number;
}

const HEAD_BYTES = 256 << 10;

/**
 * Takes one file through the edge: content hash, container and header, an independent count of its records, validation,
 * tokens, quarantine, and publication as the current load of its slot. A file identical to the current one is a no-op.
 * @throws UsageError when the request itself is wrong
 * @throws FileRefusedError when the file is not what it claims; nothing changes
 * @throws ContractBreachError when too many rows are quarantined; former data stay
 * @throws HeldForApprovalError when the row count needs a person's decision
 * @throws ConflictError when a later cumulative file is already loaded
 */
export async function ingestFile(deps: IngestDeps, request: IngestRequest): Promise<IngestResult> {
  const started = deps.clock();
  const { warehouse } = deps;
  const slot = slotOf(request.contract, request.submitter, request.period);
  const source = await openSource(request.path, deps.inboxes);
  let edge: EdgeTable | undefined;
  let receipt: Receipt | undefined;
  try {
    const layout = await readLayout(source, request.contract, slot);
    await refuseOutdated(warehouse, request.contract, slot);
    const same = await findUnchanged(deps, request, slot, source);
    if (same !== undefined) return unchanged(same, elapsed(deps, started));

    const { contract } = request;
    edge = await createEdgeTable(warehouse, {
      contract,
      layout,
      slotRules: slotRules(contract, slot),
      tokenKey: deps.tokenKey,
    });
    receipt = await deps.landing.receive({
      encrypt: contract.columns.some((column) => column.identifying === 'direct'),
    });
    const pass = await loadEdge(deps, request, source, layout, edge, receipt);
    const recordsCounted = countRecords(pass, layout);
    refuseUndeclared(source.name, request.declared, pass, recordsCounted);
    if (layout.kind === 'icesa') {
      await checkIcesaTrailers(warehouse, edge.controlName, { name: source.name, lines: pass.lines });
    }
    await edge.markRepeated();
    const summary = await edge.summarize();
    if (summary.rows !== recordsCounted) {
      throw new InvariantError(
        `${source.name} has ${recordsCounted} records, of which the loader saw ${summary.rows}`,
        {
          hint: 'Nothing was loaded. Report this file: the loader and the counter disagree about it.',
        },
      );
    }
    refuseMisplaced(source.name, slot, summary);
    checkQuarantineShare(contract, slot, summary, request.acceptQuarantine);
    await checkRowCount(warehouse, contract, slot, summary.rows, request.approveRowCount);

    const result = {
      contentHash: pass.contentHash,
      read: recordsCounted,
      loaded: summary.accepted,
      quarantined: summary.quarantined,
      reasons: countReasons(summary.combinations),
    };
    if (request.dryRun === true) {
      return Object.freeze({ loadId: null, outcome: 'checked', ...result, seconds: elapsed(deps, started) });
    }
    const { name: edgeTable } = edge;
    const landed = receipt;
    receipt = undefined;
    return await inWriteTurn(warehouse, async () => {
      const current = await currentLoad(warehouse, slot);
      if (current !== undefined && isSameVersion(current, request, deps.tokenKey, pass.contentHash)) {
        await landed.discard();
        return unchanged(current, elapsed(deps, started));
      }
      await landed.accept({
        contentHash: pass.contentHash,
        bytes: pass.bytes,
        lines: pass.lines,
        ...slot,
        sourceName: request.source ?? source.name,
        receivedAt: started.toISOString(),
      });
      const loadId = await publishLoad(warehouse, {
        contract,
        slot,
        edgeTable,
        summary,
        recordsCounted,
        contentHash: pass.contentHash,
        fileBytes: pass.bytes,
        tokenKeyId: deps.tokenKey.id,
        sourceName: request.source ?? source.name,
        actor: request.actor,
        runId: request.runId,
        at: deps.clock(),
        acceptQuarantine: request.acceptQuarantine,
        approveRowCount: request.approveRowCount,
      });
      return Object.freeze({ loadId, outcome: 'loaded' as const, ...result, seconds: elapsed(deps, started) });
    });
  } finally {
    await receipt?.discard();
    await edge?.drop();
    await source.handle.close();
  }
}

/** Reads the opening lines without moving the file's position. */
async function readLayout(source: SourceFile, contract: ExtractContract, slot: Slot): Promise<FileLayout> {
  const buffer = Buffer.alloc(Math.min(HEAD_BYTES, source.bytes));
  const { bytesRead } = await source.handle.read(buffer, 0, buffer.length, 0);
  const head = buffer.subarray(0, bytesRead);
  refuseUnlessText(source.name, head);
  const text = head.subarray(hasUtf8Bom(head) ? UTF8_BOM_BYTES : 0);
  const end = text.lastIndexOf('\n');
  if (end === -1 && text.includes('\r')) {
    throw new FileRefusedError(`${source.name} ends its lines with carriage returns alone`, {
      hint: 'Save it with line feeds (Unix) or CR LF (Windows) and send it again.',
    });
  }
  const lines = text
    .subarray(0, end === -1 ? text.length : end)
    .toString('utf8')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  return readHead(contract, { name: source.name, lines: lines.slice(0, 200), submitter: slot.submitter });
}

/** A cumulative file older than the current one would take away what is known since. */
async function refuseOutdated(warehouse: Warehouse, contract: ExtractContract, slot: Slot): Promise<void> {
  if (contract.coverage !== 'cumulative') return;
  const rows = await warehouse.query<{ period: string }>(
    `SELECT max(period) AS period FROM hub.load
     WHERE extract = $extract AND submitter = $submitter AND period > $period AND state = 'current'
     HAVING max(period) IS NOT NULL`,
    { ...slot },
  );
  const later = rows[0]?.period;
  if (later === undefined) return;
  throw new ConflictError(
    `${slot.extract} of ${slot.submitter} is already loaded up to ${later}, later than ${slot.period}`,
    {
      hint: 'Retract the later load first, if the earlier file is to count.',
      fields: { current: later },
    },
  );
}

/** Hashes the file beforehand only where it can be the current one: same size, same contract, same key. */
async function findUnchanged(
  deps: IngestDeps,
  request: IngestRequest,
  slot: Slot,
  source: SourceFile,
): Promise<LoadRecord | undefined> {
  const current = await currentLoad(deps.warehouse, slot);
  if (current === undefined || current.file_bytes !== source.bytes) return undefined;
  if (!isSameVersion(current, request, deps.tokenKey, current.content_hash)) return undefined;
  return (await hashFile(source.handle)) === current.content_hash ? current : undefined;
}

function isSameVersion(load: LoadRecord, request: IngestRequest, tokenKey: TokenKey, contentHash: string): boolean {
  return (
    load.content_hash === contentHash &&
    load.contract_version === request.contract.version &&
    load.token_key_id === tokenKey.id
  );
}

async function loadEdge(
  deps: IngestDeps,
  request: IngestRequest,
  source: SourceFile,
  layout: FileLayout,
  edge: EdgeTable,
  receipt: Receipt,
): Promise<FilePass> {
  const parallel = deps.parallel ?? 2;
  const underWay: Promise<void>[] = [];
  let bytes = 0;
  try {
    const pass = await passOverFile(source, {
      maxLineBytes: request.contract.maxLineBytes,
      ...(layout.kind === 'icesa' ? { startsWith: 'E' } : {}),
      ...(deps.stretchBytes === undefined ? {} : { stretchBytes: deps.stretchBytes }),
      onBytes: (fresh) => receipt.write(fresh),
      onStretch: async (stretch) => {
        deps.signal?.throwIfAborted();
        bytes += stretch.bytes.length;
        const records = withoutHeader(stretch, layout.headerLines);
        if (records !== undefined) {
          const added = edge.add(records);
          added.catch(() => undefined);
          underWay.push(added);
        }
        if (underWay.length >= parallel) await underWay.shift();
        deps.onProgress?.({ bytes, totalBytes: source.bytes });
      },
    });
    await Promise.all(underWay);
    return pass;
  } catch (error) {
    await Promise.allSettled(underWay);
    throw error;
  }
}

/** The stretch without the file's byte order mark and header lines; undefined when nothing is left. */
function withoutHeader(stretch: Stretch, headerLines: number): Stretch | undefined {
  if (stretch.firstLine > headerLines && stretch.firstLine !== 1) return stretch;
  let { bytes, firstLine } = stretch;
  if (firstLine === 1 && hasUtf8Bom(bytes)) bytes = bytes.subarray(UTF8_BOM_BYTES);
  while (firstLine <= headerLines && bytes.length > 0) {
    bytes = bytes.subarray(bytes.indexOf(0x0a) + 1);
    firstLine += 1;
  }
  return bytes.length === 0 ? undefined : { ...stretch, bytes, firstLine };
}

/** Records by the pass's own count: every physical line that is no header and no control record. */
function countRecords(pass: FilePass, layout: FileLayout): number {
  const controls = layout.kind === 'icesa' ? [...'ETF'] : [];
  const controlLines = controls.reduce((sum, type) => sum + (pass.firstBytes[type.charCodeAt(0)] ?? 0), 0);
  return pass.lines - layout.headerLines - controlLines;
}

function refuseUndeclared(name: string, declared: DeclaredFile | undefined, pass: FilePass, records: number): void {
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

function unchanged(load: LoadRecord, seconds: number): IngestResult {
  return Object.freeze({
    loadId: load.load_id,
    outcome: 'unchanged',
    contentHash: load.content_hash,
    read: load.rows_read,
    loaded: load.rows_loaded,
    quarantined: load.rows_quarantined,
    reasons: Object.freeze({}),
    seconds,
  });
}

function elapsed(deps: IngestDeps, started: Date): number {
  return (deps.clock().getTime() - started.getTime()) / 1000;
}
