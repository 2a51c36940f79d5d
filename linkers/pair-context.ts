import type { LinkModel } from '../schemas/link-model/link-model.ts';
import { type SourcePair, sourcePairName } from '../schemas/link-model/link-pass.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import type { Session } from '../warehouse/warehouse.ts';
import type { EncodedSource } from './encode-entities.ts';
import { STEP_EDGE_TABLE, variantTable } from './names.ts';

/** Everything a pass needs to know about the pair of sources it works on. */
export interface PairContext {
  readonly session: Session;
  readonly dialect: Dialect;
  readonly model: LinkModel;
  readonly pair: SourcePair;
  readonly name: string;
  /** Position of the pair in the model. */
  readonly index: number;
  readonly left: EncodedSource;
  readonly right: EncodedSource;
  readonly leftTable: string;
  readonly rightTable: string;
  readonly dedupe: boolean;
  /** Whether a person has at most one entity on the side. */
  readonly leftUnique: boolean;
  readonly rightUnique: boolean;
  /** All pairs of entities that could be one person. */
  readonly totalPairs: number;
  /** Whether the session keeps what a later incremental run goes on from. */
  readonly keepsBasis: boolean;
  /** Queries of the blocks to skip, by blocking rule, in place of those that exceed `skip_blocks_over` now. */
  readonly frozenBlocks?: readonly (string | undefined)[];
}

export function pairContext(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  sources: readonly EncodedSource[],
  index: number,
  options: { readonly keepsBasis?: boolean } = {},
): PairContext {
  const pair = model.source_pairs[index]!;
  const left = sources.find(({ source }) => source === pair.left)!;
  const right = sources.find(({ source }) => source === pair.right)!;
  const dedupe = pair.link_type === 'dedupe_only';
  return Object.freeze({
    session,
    dialect,
    model,
    pair,
    name: sourcePairName(pair),
    index,
    left,
    right,
    leftTable: variantTable(pair.left),
    rightTable: variantTable(pair.right),
    dedupe,
    leftUnique: !dedupe && model.sources[pair.left]?.max_per_cluster === 1,
    rightUnique: !dedupe && model.sources[pair.right]?.max_per_cluster === 1,
    keepsBasis: options.keepsBasis === true,
    totalPairs: dedupe ? (left.entities * (left.entities - 1)) / 2 : left.entities * right.entities,
  });
}

/** A condition that holds for pairs (`alias.el`, `alias.er`) that earlier steps left free to link. */
export function stillFree(context: PairContext, alias: string): string {
  const taken = (column: string, match: string) =>
    `NOT EXISTS (SELECT 1 FROM ${STEP_EDGE_TABLE} AS taken WHERE taken.pair = ${context.index} AND taken.state = 'link' AND taken.${column} = ${alias}.${column}${match})`;
  const conditions = [
    ...(context.rightUnique ? [taken('el', '')] : []),
    ...(context.leftUnique ? [taken('er', '')] : []),
    ...(context.rightUnique || context.leftUnique ? [] : [taken('el', ` AND taken.er = ${alias}.er`)]),
  ];
  return conditions.join(' AND ');
}
