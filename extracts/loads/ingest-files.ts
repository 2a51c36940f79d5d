import { stat } from 'node:fs/promises';
import { type FileGroup, ingestGroup } from './ingest-group.ts';
import type { IngestDeps, IngestRequest, SettledFile } from './ingest-request.ts';

interface GroupLimits {
  readonly files: number;
  readonly bytes: number;
}

/** Files of a group share statements, transactions and memory. */
const NEAR: GroupLimits = { files: 256, bytes: 96 << 20 };
/** What goes to a warehouse elsewhere goes in files of 100 MB and more, which is a few hundred before compression. */
const DISTANT: GroupLimits = { files: 2_048, bytes: 768 << 20 };

/**
 * Takes many files in, each as `ingestFile` would, but those of one extract together: one validation and one pair of
 * transactions for many loads. A refused file changes nothing and leaves the others whole; every file is its own load,
 * published in the order of the requests.
 * @returns what became of each file, in the order of the requests
 * @throws whatever the signal was aborted with, or `onSettled` threw; files settled before stay loaded
 */
export async function ingestFiles(
  deps: IngestDeps,
  requests: readonly IngestRequest[],
): Promise<readonly SettledFile[]> {
  const settled: SettledFile[] = [];
  for (const group of await groupsOf(requests, deps.edge === undefined ? NEAR : DISTANT)) {
    deps.signal?.throwIfAborted();
    const files = await onEdge(deps, () => ingestGroup(deps, group));
    settled.push(...files);
    await deps.onSettled?.(files);
  }
  return settled;
}

/** Where files are judged elsewhere than in the warehouse, a cancellation ends the statements there, too. */
function onEdge<T>({ edge, signal }: IngestDeps, work: () => Promise<T>): Promise<T> {
  return edge === undefined || signal === undefined ? work() : edge.warehouse.withCancellation(signal, work);
}

/**
 * Neighbors of one contract. A file that takes the place of another one of the requests is in a later group, since what
 * it replaces must be there before it is judged.
 */
async function groupsOf(requests: readonly IngestRequest[], limits: GroupLimits): Promise<readonly FileGroup[]> {
  const groups: FileGroup[] = [];
  let taken = new Set<string>();
  for (const request of requests) {
    // A file that is not there is refused in its turn.
    const bytes = await stat(request.path).then(
      (found) => found.size,
      () => 0,
    );
    const place = placeOf(request);
    const last = groups.at(-1);
    if (
      last !== undefined &&
      last.contract === request.contract &&
      last.requests.length < limits.files &&
      last.bytes + bytes <= limits.bytes &&
      !taken.has(place)
    ) {
      groups.splice(-1, 1, { ...last, requests: [...last.requests, request], bytes: last.bytes + bytes });
      taken.add(place);
    } else {
      groups.push({ contract: request.contract, requests: [request], bytes });
      taken = new Set([place]);
    }
  }
  return groups;
}

/** Names the loads whose place a file takes: its slot's, or its submitter's when each file holds all former ones. */
function placeOf({ contract, submitter, period }: IngestRequest): string {
  return contract.coverage === 'cumulative' ? submitter : `${submitter} ${period}`;
}
