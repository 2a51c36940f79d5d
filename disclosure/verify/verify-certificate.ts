import type { DisclosureCertificate, PublishedStructure } from '../../schemas/disclosure/certificate.ts';

/** Rows of a published table: text by column. */
export type PublishedRow = Readonly<Record<string, string>>;

export interface Verification {
  readonly cells: number;
  readonly suppressed: number;
  readonly equations: number;
  readonly protected: number;
  readonly witnesses: number;
  /** What does not hold, one sentence each; empty when all does. */
  readonly faults: readonly string[];
}

type PublishedTable = PublishedStructure['tables'][number];

const SEPARATOR = '\u001f';
/** Share of a sum of amounts by which rounding may make it differ. Counts must add up exactly. */
const ROUNDING = 1e-6;

/**
 * Checks a certificate against what is published, by adding up alone: it shares no code with the engine, and solves
 * nothing. Every witness must agree with every published number and keep every sum; the two of a cell must reach both
 * ends of what must be possible. With `sensitive`, every cell named there must be withheld, and proven.
 */
export function verifyCertificate(
  structure: PublishedStructure,
  rows: ReadonlyMap<string, readonly PublishedRow[]>,
  certificate: DisclosureCertificate,
  sensitive: readonly { readonly table: string; readonly codes: readonly string[] }[] = [],
): Verification {
  const faults: string[] = [];
  const tables = new Map(structure.tables.map((table) => [table.name, table]));
  const published = readPublished(structure, rows, faults);
  const equations = equationsOf(structure);
  const names = certificate.cells.map(({ table, codes }) => {
    const known = tables.get(table);
    const id = known === undefined ? `${table}?` : identity(known, codes);
    if (!published.has(id)) faults.push(`The certificate names ${table} ${codes.join(' × ')}, which is not published`);
    return id;
  });
  const witnesses = certificate.witnesses.map(({ measure, values }, number) => {
    const table = new Map<string, number>();
    for (const [cell, value] of values) {
      const id = names[cell];
      if (id === undefined) faults.push(`Witness ${number} names a cell that the certificate lacks`);
      else table.set(id, value);
      if (measure === 0 && !Number.isSafeInteger(value))
        faults.push(`Witness ${number} holds a count that is not whole`);
      if (id !== undefined && published.get(id)?.[measure] !== undefined && published.get(id)?.[measure] !== null) {
        faults.push(`Witness ${number} changes a number that is published`);
      }
    }
    for (const { parts, total, atMost, name, measures } of equations) {
      if (measure >= measures) continue;
      const sum = (cells: readonly string[]) => addUp(cells, measure, table, published);
      const [left, right] = [sum(parts), sum(total)];
      // A sum of which the witness holds no cell is not its business, unless it holds some of it.
      if (left === undefined || right === undefined) {
        if ([...parts, ...total].some((cell) => table.has(cell)))
          faults.push(`Witness ${number} leaves a cell of ${name} out`);
        continue;
      }
      const slack = measure === 0 ? 0 : ROUNDING * Math.max(1, right);
      if (atMost ? left > right + slack : Math.abs(left - right) > slack) {
        faults.push(`Witness ${number} does not add up at ${name}`);
      }
    }
    return { measure, table };
  });
  const proven = new Set<string>();
  for (const { cell, measure, low, high, lowWitness, highWitness } of certificate.protected) {
    const id = names[cell];
    if (id === undefined) {
      faults.push('The certificate protects a cell that it does not name');
      continue;
    }
    const [least, most] = [lowWitness, highWitness].map((number) => {
      const witness = witnesses[number];
      return witness?.measure === measure ? witness.table.get(id) : undefined;
    });
    const slack = measure === 0 ? 0 : ROUNDING * Math.max(1, high);
    if (least === undefined || most === undefined || least > low + slack || most < high - slack) {
      faults.push(`No two witnesses hold ${id.replaceAll(SEPARATOR, ' ')} open from ${low} to ${high}`);
    } else proven.add(id);
  }
  for (const { table, codes } of sensitive) {
    const known = tables.get(table);
    if (known === undefined || !proven.has(identity(known, codes))) {
      faults.push(`${table} ${codes.join(' × ')} is sensitive and has no proof`);
    }
  }
  return {
    cells: published.size,
    suppressed: [...published.values()].filter((values) => values[0] === null).length,
    equations: equations.length,
    protected: certificate.protected.length,
    witnesses: certificate.witnesses.length,
    faults,
  };
}

/** A number by what it means: the same in every table that shows it. */
function identity({ meaning, dimensions }: PublishedTable, codes: readonly string[]): string {
  const named = dimensions.flatMap(({ concept, root }, at) => (codes[at] === root ? [] : [`${concept}=${codes[at]}`]));
  return [meaning, ...named.sort()].join(SEPARATOR);
}

/** Per number: what is published of its count and amount; null where withheld, undefined where no table has one. */
function readPublished(
  { tables }: PublishedStructure,
  rows: ReadonlyMap<string, readonly PublishedRow[]>,
  faults: string[],
): Map<string, (number | null | undefined)[]> {
  const published = new Map<string, (number | null | undefined)[]>();
  for (const table of tables) {
    for (const row of rows.get(table.name) ?? []) {
      const codes = table.dimensions.map(({ column }) => row[column] ?? '');
      const id = identity(table, codes);
      const place = `${table.name} ${codes.join(' × ')}`;
      const isShown = row.status === 'ok';
      if (!isShown && row.status !== 'suppressed') faults.push(`${place} has the status ${row.status}`);
      const known = published.get(id) ?? [];
      table.measures.forEach((measure, at) => {
        const text = row[measure] ?? '';
        if (isShown === (text === '')) faults.push(`${place} has a number that its status does not tell of`);
        const value = isShown ? Number(text) : null;
        if (known[at] !== undefined && known[at] !== value) faults.push(`${place} differs between two tables`);
        known[at] = value;
      });
      published.set(id, known);
    }
  }
  return published;
}

interface Equation {
  readonly name: string;
  readonly total: readonly string[];
  readonly parts: readonly string[];
  readonly atMost: boolean;
  /** 1: it holds for counts; 2: for amounts as well. */
  readonly measures: number;
}

function equationsOf(structure: PublishedStructure): Equation[] {
  const equations: Equation[] = [];
  for (const table of structure.tables) {
    const codesOf = table.dimensions.map(({ root, lines }) => [
      ...new Set([root, ...lines.flatMap(({ parts }) => parts)]),
    ]);
    for (const codes of combinations(codesOf)) {
      table.dimensions.forEach(({ lines }, at) => {
        for (const { total, parts } of lines) {
          if (codes[at] !== total) continue;
          equations.push({
            name: `${table.name} ${codes.join(' × ')}`,
            total: [identity(table, codes)],
            parts: parts.map((part) =>
              identity(
                table,
                codes.map((code, place) => (place === at ? part : code)),
              ),
            ),
            atMost: false,
            measures: table.measures.length,
          });
        }
      });
    }
  }
  for (const { left, right, relation } of structure.relations) {
    const cells = (side: typeof left) =>
      side.map(({ table: name, at }) => {
        const table = structure.tables.find((candidate) => candidate.name === name)!;
        return identity(
          table,
          table.dimensions.map(({ column }) => at[column] ?? ''),
        );
      });
    equations.push({
      name: 'a declared relation',
      total: cells(right),
      parts: cells(left),
      atMost: relation === 'atMost',
      measures: 1,
    });
  }
  return equations;
}

function addUp(
  cells: readonly string[],
  measure: number,
  table: ReadonlyMap<string, number>,
  published: ReadonlyMap<string, readonly (number | null | undefined)[]>,
): number | undefined {
  let sum = 0;
  for (const cell of cells) {
    const value = table.get(cell) ?? published.get(cell)?.[measure];
    if (value === null || value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

function* combinations(lists: readonly (readonly string[])[]): Generator<string[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const code of first) for (const others of combinations(rest)) yield [code, ...others];
}
