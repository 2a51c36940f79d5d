import { textLiteral } from '../../warehouse/identifier.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';

/** A pair drawn for review. */
export interface DrawnPair {
  readonly entityIdL: number;
  readonly entityIdR: number;
  readonly sourcePair: string;
  readonly linked: boolean;
  readonly stratum: string;
  readonly stratumSize: number;
  /** Null where pairs were chosen by doubt, from which no rate follows. */
  readonly inclusionProbability: number | null;
}

export interface DrawOptions {
  readonly linkVersion: number;
  readonly purpose: 'rates' | 'uncertainty';
  /** Pairs at most. */
  readonly size: number;
  /** Equal seeds draw equal samples. */
  readonly seed: number;
  /** Pairs that need no judgment any more. */
  readonly settled: readonly { readonly entityIdL: number; readonly entityIdR: number }[];
}

/** Where strata of linked pairs part, by match probability: doubtful links are few and matter most. */
const STRATUM = `CASE
  WHEN linked = 0 AND match_probability IS NULL THEN 'not linked, by rule'
  WHEN linked = 0 THEN 'not linked, for review'
  WHEN match_probability IS NULL THEN 'linked by rule'
  WHEN match_probability < 0.99 THEN 'linked, below 0.99'
  WHEN match_probability < 0.9999 THEN 'linked, 0.99 to 0.9999'
  ELSE 'linked, 0.9999 and above'
END`;

/**
 * Draws pairs of a link version for clerical review, in random order, so that the order tells nothing. For rates: as
 * many from every stratum (pair of sources × how sure the engine is), each with the chance it had; settled pairs too,
 * since rates speak of all. By uncertainty: the pairs nearest to even odds, settled ones left out.
 */
export async function drawSample(warehouse: Warehouse, options: DrawOptions): Promise<readonly DrawnPair[]> {
  return warehouse.session(async (session) => {
    const { dialect } = warehouse;
    const version = Number(options.linkVersion);
    const random = (salt: string) =>
      dialect.functions.sha256_hex(
        `CAST(${Number(options.seed)} AS VARCHAR) || ' ${salt} ' || CAST(entity_id_l AS VARCHAR) || ' ' || CAST(entity_id_r AS VARCHAR)`,
      );
    await session.execute(
      `CREATE OR REPLACE TEMPORARY TABLE review_frame AS
      SELECT entity_id_l, entity_id_r, source_pair, linked, match_probability, ${STRATUM} AS stratum
      FROM (
        SELECT entity_id_l, entity_id_r, source_pair, 1 AS linked, match_probability,
          ROW_NUMBER() OVER (PARTITION BY entity_id_l, entity_id_r ORDER BY match_weight DESC NULLS FIRST, pass) AS place
        FROM linkage.edge WHERE link_version = ${version}
        UNION ALL
        SELECT entity_id_l, entity_id_r, source_pair, 0, match_probability, 1
        FROM linkage.review_pair WHERE link_version = ${version}
      ) AS pair
      WHERE place = 1`,
    );
    return options.purpose === 'rates'
      ? await drawByChance(session, random, options.size)
      : await drawByDoubt(session, random, options);
  });
}

interface FrameRow extends Record<string, unknown> {
  readonly entity_id_l: number;
  readonly entity_id_r: number;
  readonly source_pair: string;
  readonly linked: number;
  readonly stratum: string;
  readonly stratum_size: number;
}

type Random = (salt: string) => string;

/** As many from every stratum as there are, up to an equal share: stratified sampling without replacement. */
async function drawByChance(session: Session, random: Random, size: number): Promise<readonly DrawnPair[]> {
  const strata = await session.query<{ source_pair: string; stratum: string; pairs: number }>(
    'SELECT source_pair, stratum, COUNT(*) AS pairs FROM review_frame GROUP BY source_pair, stratum ORDER BY source_pair, stratum',
  );
  if (strata.length === 0) return [];
  const drawn = equalShares(
    strata.map(({ pairs }) => pairs),
    size,
  );
  const allocation = strata.map(
    ({ source_pair, stratum }, at) =>
      `SELECT ${textLiteral(source_pair)} AS source_pair, ${textLiteral(stratum)} AS stratum, ${drawn[at]} AS drawn`,
  );
  const rows = await session.query<FrameRow & { readonly drawn: number }>(`
    SELECT frame.entity_id_l, frame.entity_id_r, frame.source_pair, frame.linked, frame.stratum, frame.stratum_size,
      allocation.drawn
    FROM (
      SELECT review_frame.*,
        COUNT(*) OVER (PARTITION BY source_pair, stratum) AS stratum_size,
        ROW_NUMBER() OVER (PARTITION BY source_pair, stratum ORDER BY ${random('draw')}) AS draw_place
      FROM review_frame
    ) AS frame
    JOIN (${allocation.join(' UNION ALL ')}) AS allocation
      ON allocation.source_pair = frame.source_pair AND allocation.stratum = frame.stratum
    WHERE frame.draw_place <= allocation.drawn
    ORDER BY ${random('order')}`);
  return rows.map((row) => ({ ...pairOf(row), inclusionProbability: row.drawn / row.stratum_size }));
}

/** The pairs nearest to even odds; a pair that only a rule doubts counts as even. */
async function drawByDoubt(
  session: Session,
  random: Random,
  { settled, size }: DrawOptions,
): Promise<readonly DrawnPair[]> {
  const rows = await session.query<FrameRow & { readonly place: string }>(`
    SELECT entity_id_l, entity_id_r, source_pair, linked, stratum,
      COUNT(*) OVER (PARTITION BY source_pair, stratum) AS stratum_size, ${random('order')} AS place
    FROM review_frame
    ORDER BY ABS(COALESCE(match_probability, CASE WHEN linked = 1 THEN 1 ELSE 0.5 END) - 0.5), place
    LIMIT ${Number(size) + settled.length}`);
  const done = new Set(settled.map(({ entityIdL, entityIdR }) => keyOf(entityIdL, entityIdR)));
  return rows
    .filter((row) => !done.has(keyOf(row.entity_id_l, row.entity_id_r)))
    .slice(0, size)
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map((row) => ({ ...pairOf(row), inclusionProbability: null }));
}

function pairOf(row: FrameRow): Omit<DrawnPair, 'inclusionProbability'> {
  return {
    entityIdL: row.entity_id_l,
    entityIdR: row.entity_id_r,
    sourcePair: row.source_pair,
    linked: row.linked === 1,
    stratum: `${row.source_pair}: ${row.stratum}`,
    stratumSize: row.stratum_size,
  };
}

function keyOf(a: number, b: number): string {
  return `${Math.min(a, b)} ${Math.max(a, b)}`;
}

/** Shares `size` equally; what small strata cannot take goes to the others. */
function equalShares(sizes: readonly number[], size: number): readonly number[] {
  const shares = sizes.map(() => 0);
  let left = Math.min(
    size,
    sizes.reduce((sum, one) => sum + one, 0),
  );
  while (left > 0) {
    const open = sizes.flatMap((most, at) => (shares[at]! < most ? [at] : []));
    const each = Math.max(1, Math.floor(left / open.length));
    for (const at of open) {
      const more = Math.min(each, sizes[at]! - shares[at]!, left);
      shares[at] = shares[at]! + more;
      left -= more;
    }
  }
  return shares;
}
