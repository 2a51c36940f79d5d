import { InvariantError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { createHeldValues } from '../constraint-sql.ts';
import { findContestedComponents } from '../contested-components.ts';
import type { EncodedSource } from '../encode-entities.ts';
import type { ResolvedPair } from '../link-edge.ts';
import type { StepReport } from '../link-report.ts';
import {
  COMPONENT_TABLE,
  CONTESTED_TABLE,
  FINAL_EDGE_TABLE,
  LABEL_TABLE,
  SETTLED_TABLE,
  STEP_EDGE_TABLE,
} from '../names.ts';
import { resolveContested } from '../resolve-contested.ts';
import { createReviewPairs } from '../review-pairs.ts';

/** Clusters of the records, those that stand alone among them. */
export interface ClusterSizes {
  readonly clusters: number;
  readonly linkedRecords: number;
  readonly largestCluster: number;
}

/** As `resolveSteps`, with components found and clusters numbered in process. */
export async function resolveRecords(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  sources: readonly EncodedSource[],
  pairs: readonly ResolvedPair[],
  steps: readonly StepReport[],
): Promise<ClusterSizes> {
  const { readIntegers, appendNumbers } = columnsOf(session);
  const entities = sources.reduce((most, source) => Math.max(most, source.first + source.entities), 0);
  const [el, er] = await readIntegers(`SELECT el, er FROM ${STEP_EDGE_TABLE} WHERE state = 'link'`);
  const roots = leastOfComponents(entities, el!, er!);
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${COMPONENT_TABLE} (e INTEGER, root INTEGER)`);
  // Without limits and constraints everything can be one person.
  if (isConstrained(model)) await appendNumbers(COMPONENT_TABLE, linkedOnly(roots, el!, er!));
  await createHeldValues(session, model, sources);
  await findContestedComponents(session, model);
  await resolveContested(session, dialect, model, sources, pairs, steps);
  const [settled, settledRoots] = await readIntegers(`SELECT e, root FROM ${SETTLED_TABLE}`);
  settled!.forEach((e, at) => {
    roots[e] = settledRoots![at]!;
  });
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${LABEL_TABLE} (e INTEGER, label INTEGER)`);
  const { labels, sizes } = numbered(roots);
  await appendNumbers(LABEL_TABLE, [ascending(labels.length), labels]);
  const [contested] = await session.query<{ components: number }>(
    `SELECT COUNT(*) AS components FROM ${CONTESTED_TABLE}`,
  );
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${FINAL_EDGE_TABLE} AS
    SELECT link.step, link.el, link.er, link.weight
    FROM ${STEP_EDGE_TABLE} AS link
    ${
      contested?.components === 0
        ? "WHERE link.state = 'link'"
        : `JOIN ${LABEL_TABLE} AS l ON l.e = link.el
    JOIN ${LABEL_TABLE} AS r ON r.e = link.er
    WHERE link.state = 'link' AND l.label = r.label`
    }`);
  await createReviewPairs(session, model);
  return sizes;
}

function columnsOf(session: Session): Required<Pick<Session, 'readIntegers' | 'appendNumbers'>> {
  if (session.readIntegers === undefined || session.appendNumbers === undefined) {
    throw new InvariantError('This engine takes and gives no columns of numbers');
  }
  return {
    readIntegers: session.readIntegers.bind(session),
    appendNumbers: session.appendNumbers.bind(session),
  };
}

function isConstrained(model: LinkModel): boolean {
  return (
    model.constraints.length > 0 ||
    Object.values(model.sources).some(({ max_per_cluster }) => max_per_cluster !== undefined)
  );
}

/** For every entity, the least of its component: of two roots the lesser stays. */
function leastOfComponents(entities: number, el: Int32Array, er: Int32Array): Int32Array {
  const parent = new Int32Array(entities);
  for (let e = 0; e < entities; e++) parent[e] = e;
  const find = (e: number): number => {
    let at = e;
    while (parent[at]! !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let at = 0; at < el.length; at++) {
    const l = find(el[at]!);
    const r = find(er[at]!);
    if (l < r) parent[r] = l;
    else parent[l] = r;
  }
  // A parent is lesser than what hangs on it, and has its root by then.
  for (let e = 0; e < entities; e++) parent[e] = parent[parent[e]!]!;
  return parent;
}

/** (e, root) of the entities that have a link. */
function linkedOnly(roots: Int32Array, el: Int32Array, er: Int32Array): readonly Int32Array[] {
  const linked = new Uint8Array(roots.length);
  for (const ends of [el, er]) for (let at = 0; at < ends.length; at++) linked[ends[at]!] = 1;
  const entities = new Int32Array(roots.length);
  let length = 0;
  for (let e = 0; e < roots.length; e++) if (linked[e] === 1) entities[length++] = e;
  const some = entities.subarray(0, length);
  return [some, some.map((e) => roots[e]!)];
}

/** Clusters numbered from 0 by their least entity. */
function numbered(roots: Int32Array): { readonly labels: Int32Array; readonly sizes: ClusterSizes } {
  const labels = new Int32Array(roots.length);
  const records = new Int32Array(roots.length);
  let clusters = 0;
  for (let e = 0; e < roots.length; e++) {
    labels[e] = roots[e] === e ? clusters++ : labels[roots[e]!]!;
    records[labels[e]!]!++;
  }
  let linkedRecords = 0;
  let largestCluster = 0;
  for (let label = 0; label < clusters; label++) {
    if (records[label]! > 1) linkedRecords += records[label]!;
    largestCluster = Math.max(largestCluster, records[label]!);
  }
  return { labels, sizes: Object.freeze({ clusters, linkedRecords, largestCluster }) };
}

function ascending(length: number): Int32Array {
  const numbers = new Int32Array(length);
  for (let at = 0; at < length; at++) numbers[at] = at;
  return numbers;
}
