import type { Asset, PartitionMapping, Upstream } from '../define-asset.ts';
import { type PartitionAxis, rangeOfYears, yearOf } from './axis.ts';
import {
  intersection,
  NO_PARTITIONS,
  type PartitionRange,
  type PartitionSet,
  partitionSet,
} from './partition-range.ts';

/** Where an asset's partitions lie. */
export function axisOf({ partitions }: Pick<Asset, 'partitions'>): PartitionAxis {
  return partitions.kind === 'none' ? 'whole' : partitions.grammar;
}

export function mappingOf({ mapping }: Upstream): PartitionMapping {
  return mapping ?? { kind: 'all' };
}

/** One edge of the graph, seen as what it says about partitions. */
export interface PartitionEdge {
  readonly mapping: PartitionMapping;
  /** Of what is read. */
  readonly upstream: PartitionAxis;
  /** Of what reads. */
  readonly downstream: PartitionAxis;
}

/**
 * The partitions of a reader that some of what it reads feed.
 * @param all that the reader has
 */
export function fedBy(edge: PartitionEdge, upstream: PartitionSet, all: PartitionSet): PartitionSet {
  if (upstream.length === 0) return NO_PARTITIONS;
  switch (edge.mapping.kind) {
    case 'all':
      return all;
    case 'identity':
      return intersection(upstream, all);
    case 'years':
      return intersection(shifted(upstream, edge.upstream, edge.downstream, edge.mapping.from, edge.mapping.to), all);
  }
}

/**
 * The partitions of what is read that some of a reader's are made from.
 * @param all that what is read has
 */
export function readBy(edge: PartitionEdge, downstream: PartitionSet, all: PartitionSet): PartitionSet {
  if (downstream.length === 0) return NO_PARTITIONS;
  switch (edge.mapping.kind) {
    case 'all':
      return all;
    case 'identity':
      return intersection(downstream, all);
    case 'years':
      return intersection(
        shifted(downstream, edge.downstream, edge.upstream, -edge.mapping.to, -edge.mapping.from),
        all,
      );
  }
}

function shifted(set: PartitionSet, of: PartitionAxis, onto: PartitionAxis, from: number, to: number): PartitionSet {
  // Graphs refuse such an edge when they are built.
  if (of === 'whole' || onto === 'whole') return NO_PARTITIONS;
  return partitionSet(
    set.map((range): PartitionRange => rangeOfYears(onto, yearOf(of, range.from) + from, yearOf(of, range.to) + to)),
  );
}

/** Why an edge cannot be, as a sentence; nothing when it can. */
export function mappingFault({ mapping, upstream, downstream }: PartitionEdge): string | undefined {
  if (mapping.kind === 'identity' && upstream !== downstream) return 'have partitions of different kinds';
  if (mapping.kind !== 'years') return undefined;
  if (upstream === 'whole' || downstream === 'whole') return 'are not both partitioned by periods';
  return mapping.from <= mapping.to ? undefined : 'are mapped by years that run backward';
}
