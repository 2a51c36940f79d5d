import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { InvariantError } from '../../schemas/errors.ts';
import { checkTrailers } from './check-trailers.ts';
import { checkQuarantineShare, checkRowCount, refuseMisplaced, refuseOutdated } from './decide-load.ts';
import { createEdgeTable, type EdgeSummary, type EdgeTable, NO_ROWS } from './edge-table.ts';
import { type FileInHand, type FileRead, isSettled, settleOnError } from './file-in-hand.ts';
import type { IngestDeps, IngestRequest, IngestResult, SettledFile } from './ingest-request.ts';
import { countReasons } from './load-register.ts';
import { type LoadToPublish, publishLoads } from './publish-loads.ts';
import { hashSource, readFiles } from './read-files.ts';
import { refuseFuture, slotOf } from './slot.ts';
import { isSameVersion, readSlotRegister, type SlotRegister, unchangedResult } from './slot-register.ts';
import { inWriteTurn } from './write-turn.ts';

/** Files of one contract, none of which takes the place of another. */
export interface FileGroup {
  readonly contract: ExtractContract;
  readonly requests: readonly IngestRequest[];
  /** Of all the files. */
  readonly bytes: number;
}

/** A file that nothing speaks against so far. */
type JudgedFile = FileInHand & { readonly read: FileRead; readonly summary: EdgeSummary };

const LANDINGS_AT_ONCE = 8;

/**
 * Takes files through the edge together: one edge table, one pair of transactions, a load each.
 * @returns what became of each, in the order of the requests
 */
export async function ingestGroup(deps: IngestDeps, group: FileGroup): Promise<readonly SettledFile[]> {
  const started = deps.clock();
  const elapsed = () => (deps.clock().getTime() - started.getTime()) / 1000;
  const files: FileInHand[] = [];
  const settled = group.requests.map((request): FileInHand | SettledFile => {
    try {
      const slot = slotOf(request.contract, request.submitter, request.period);
      refuseFuture(request.contract, slot, started);
      const file: FileInHand = { request, slot, fileNo: files.length + 1 };
      files.push(file);
      return file;
    } catch (error) {
      return { request, error };
    }
  });
  const outOfPlace = settled.filter((file): file is SettledFile => !('fileNo' in file));
  const hashes = new Map<SettledFile, string | undefined>();
  for (const file of outOfPlace) hashes.set(file, await hashSource(file.request.path, deps.inboxes));
  if (files.length > 0) await takeIn(deps, group, files, { started, elapsed });
  return settled.map((file): SettledFile => {
    if (!('fileNo' in file)) return { request: file.request, error: file.error, contentHash: hashes.get(file) };
    const { request, result, error, read } = file;
    const contentHash = file.contentHash ?? read?.pass.contentHash;
    return result === undefined ? { request, error: error?.thrown, contentHash } : { request, result };
  });
}

interface Timing {
  readonly started: Date;
  /** Seconds since then. */
  readonly elapsed: () => number;
}

async function takeIn(deps: IngestDeps, group: FileGroup, files: readonly FileInHand[], timing: Timing): Promise<void> {
  const { warehouse, tokenKey } = deps;
  const { contract, bytes } = group;
  const slots = files.map((file) => file.slot);
  let edge: EdgeTable | undefined;
  try {
    const register = await readSlotRegister(warehouse, slots);
    const station = deps.edge?.warehouse ?? warehouse;
    const edgeTable = await createEdgeTable(station, { contract, slots, tokenKey });
    edge = edgeTable;
    const read = () => readFiles(deps, { contract, files, bytes, edge: edgeTable, register, elapsed: timing.elapsed });
    await (station.sideBySide?.(read) ?? read());
    await judge(deps, contract, files, edge);
    const { name } = edge;
    await inWriteTurn(warehouse, () => decideAndPublish(deps, contract, files, name, timing));
  } catch (thrown) {
    // What ends here is of the warehouse, not of one file: it ends all that are not settled.
    deps.signal?.throwIfAborted();
    for (const file of files) if (!isSettled(file)) file.error = { thrown };
  } finally {
    for (const file of files) await file.receipt?.discard();
    await edge?.drop();
  }
}

/** Holds what the edge table has of each file against what the pass over it and the contract say. */
async function judge(
  deps: IngestDeps,
  contract: ExtractContract,
  files: readonly FileInHand[],
  edge: EdgeTable,
): Promise<void> {
  if (files.every(isSettled)) return;
  await edge.seal();
  const trailers = await edge.trailers();
  const summaries = await edge.summarize();
  for (const file of files) {
    const { read, request, slot } = file;
    if (isSettled(file) || read === undefined) continue;
    await settleOnError(file, deps.signal, () => {
      if (read.layout.kind === 'icesa') {
        checkTrailers(trailers.get(file.fileNo), { name: read.name, lines: read.pass.lines });
      }
      const summary = summaries.get(file.fileNo) ?? NO_ROWS;
      if (summary.rows !== read.recordsCounted) {
        throw new InvariantError(
          `${read.name} has ${read.recordsCounted} records, of which the loader saw ${summary.rows}`,
          {
            hint: 'Nothing was loaded. Report this file: the loader and the counter disagree about it.',
          },
        );
      }
      refuseMisplaced(read.name, slot, summary);
      checkQuarantineShare(contract, slot, summary, request.acceptQuarantine);
      file.summary = summary;
    });
  }
}

/** Decides on what is loaded now, which may have changed since the files were opened. */
async function decideAndPublish(
  deps: IngestDeps,
  contract: ExtractContract,
  files: readonly FileInHand[],
  edgeTable: string,
  timing: Timing,
): Promise<void> {
  const judged = files.filter(isJudged);
  if (judged.length === 0) return;
  const register = await readSlotRegister(
    deps.warehouse,
    judged.map((file) => file.slot),
  );
  for (const file of judged)
    await settleOnError(file, deps.signal, () => decide(deps, contract, file, register, timing));
  const wanted = judged.filter((file) => !isSettled(file));
  for (let start = 0; start < wanted.length; start += LANDINGS_AT_ONCE) {
    await Promise.all(wanted.slice(start, start + LANDINGS_AT_ONCE).map((file) => land(deps, file, timing.started)));
  }
  const landed = wanted.filter((file) => !isSettled(file));
  if (landed.length === 0) return;
  const ids = await publishLoads(deps.warehouse, {
    contract,
    edge: deps.edge,
    edgeTable,
    fileCount: files.length,
    tokenKeyId: deps.tokenKey.id,
    at: deps.clock(),
    loads: landed.map(loadOf),
  });
  for (const [index, file] of landed.entries()) {
    file.result = resultOf(file, 'loaded', ids[index] ?? null, timing.elapsed());
  }
}

function isJudged(file: FileInHand): file is JudgedFile {
  return !isSettled(file) && file.read !== undefined && file.summary !== undefined;
}

function decide(
  deps: IngestDeps,
  contract: ExtractContract,
  file: JudgedFile,
  register: SlotRegister,
  timing: Timing,
): void {
  const { read, request, slot, summary } = file;
  const current = register.current(slot);
  if (current !== undefined && isSameVersion(current, request, deps.tokenKey.id, read.pass.contentHash)) {
    file.result = unchangedResult(current, timing.elapsed());
    return;
  }
  refuseOutdated(contract, slot, register);
  checkRowCount(contract, slot, summary.rows, register, request.approveRowCount);
  register.expect(slot, read.recordsCounted);
  if (request.dryRun === true) file.result = resultOf(file, 'checked', null, timing.elapsed());
}

async function land(deps: IngestDeps, file: JudgedFile, receivedAt: Date): Promise<void> {
  const { read, receipt, request, slot } = file;
  await settleOnError(file, deps.signal, async () => {
    await receipt?.accept({
      contentHash: read.pass.contentHash,
      bytes: read.pass.bytes,
      lines: read.pass.lines,
      ...slot,
      sourceName: request.source ?? read.name,
      receivedAt: receivedAt.toISOString(),
    });
    file.receipt = undefined;
  });
}

function loadOf({ fileNo, read, request, slot, summary }: JudgedFile): LoadToPublish {
  return {
    fileNo,
    slot,
    summary,
    recordsCounted: read.recordsCounted,
    contentHash: read.pass.contentHash,
    fileBytes: read.pass.bytes,
    sourceName: request.source ?? read.name,
    actor: request.actor,
    runId: request.runId,
    acceptQuarantine: request.acceptQuarantine,
    approveRowCount: request.approveRowCount,
    synthetic: request.synthetic === true,
  };
}

function resultOf(
  { read, summary }: JudgedFile,
  outcome: 'loaded' | 'checked',
  loadId: number | null,
  seconds: number,
): IngestResult {
  return Object.freeze({
    loadId,
    outcome,
    contentHash: read.pass.contentHash,
    read: read.recordsCounted,
    loaded: summary.accepted,
    quarantined: summary.quarantined,
    reasons: countReasons(summary.combinations),
    seconds,
  });
}
