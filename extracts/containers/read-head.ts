import { parse } from 'csv-parse/sync';
import type { Column } from '../../schemas/contract/column.ts';
import type { Container, ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { FileRefusedError } from '../../schemas/errors.ts';
import { headerName, normalizeHeaderName } from './column-header.ts';
import { readDoeHeader } from './doe-header.ts';
import type { FileHead, FileLayout } from './file-layout.ts';
import { ICESA_RECORD_LENGTH } from './icesa-layout.ts';

type Delimited = Extract<Container, { kind: 'delimited' }>;

/**
 * Finds which of the contract's containers a file is in, and where its columns stand.
 * @throws FileRefusedError when it is in none, or its header is not the contract's
 */
export function readHead(contract: ExtractContract, head: FileHead): FileLayout {
  const container = contract.containers.find((candidate) => looksLike(candidate, head));
  const fallback = contract.containers.find(
    (candidate) => candidate.kind === 'delimited' || candidate.kind === 'student-tracker',
  );
  const chosen = container ?? (isIcesa(head) || isDoeHeader(head) ? undefined : fallback);
  if (chosen === undefined) {
    throw new FileRefusedError(`${head.name} is not in a container of ${contract.key}`, {
      hint: `Accepted: ${contract.containers.map((accepted) => accepted.kind).join(', ')}.`,
    });
  }
  switch (chosen.kind) {
    case 'icesa':
      return { kind: 'icesa', headerLines: 0 };
    case 'doe-header':
      return readDoeHeader(contract, head);
    case 'student-tracker':
      return readDelimited(contract, { kind: 'delimited', delimiter: ',', header: 'required' }, head);
    case 'delimited':
      return readDelimited(contract, chosen, head);
  }
}

function looksLike(container: Container, head: FileHead): boolean {
  switch (container.kind) {
    case 'icesa':
      return isIcesa(head);
    case 'doe-header':
      return isDoeHeader(head);
    default:
      return !isIcesa(head) && !isDoeHeader(head);
  }
}

function isIcesa(head: FileHead): boolean {
  const first = head.lines[0] ?? '';
  return /^E[0-9 ]{4}/.test(first) && first.length === ICESA_RECORD_LENGTH;
}

function isDoeHeader(head: FileHead): boolean {
  return head.lines[0]?.startsWith('DOEHEADER,') ?? false;
}

function readDelimited(contract: ExtractContract, container: Delimited, head: FileHead): FileLayout {
  const quoted = container.quoted === true;
  const cells = splitLine(head.lines[0] ?? '', container.delimiter, quoted, head.name);
  const isHeader = container.header === 'required' || namesColumns(contract, cells);
  const shape = { kind: 'separated', delimiter: container.delimiter, quoted } as const;
  if (isHeader) {
    const positions = matchHeader(contract, container, cells, head.name);
    return { ...shape, fieldCount: cells.length, positions, headerLines: 1 };
  }
  const count = contract.columns.length;
  if (!head.lines.some((line) => splitLine(line, container.delimiter, quoted, head.name).length === count)) {
    throw new FileRefusedError(`${head.name} is not a file of ${contract.key}: no record has ${count} fields`, {
      hint: `The first has ${cells.length}. Check that the right file and extract were named.`,
      fields: { expected: count, found: cells.length },
    });
  }
  return { ...shape, fieldCount: count, positions: contract.columns.map((_, index) => index + 1), headerLines: 0 };
}

/** Whether a first line is a header rather than a record: most of its cells are names of columns. */
function namesColumns(contract: ExtractContract, cells: readonly string[]): boolean {
  const names = new Set(contract.columns.flatMap(knownNames));
  const known = cells.filter((cell) => names.has(normalizeHeaderName(cell))).length;
  return known * 2 > contract.columns.length;
}

function knownNames(column: Column): readonly string[] {
  return [normalizeHeaderName(headerName(column)), normalizeHeaderName(column.name)];
}

function matchHeader(
  contract: ExtractContract,
  container: Delimited,
  cells: readonly string[],
  name: string,
): readonly number[] {
  const normalized = cells.map(normalizeHeaderName);
  const taken = new Set<number>();
  const take = (index: number): number => {
    if (index !== -1) taken.add(index);
    return index + 1;
  };
  const positions = contract.columns.map((column) => {
    const pattern = container.headerPatterns?.[column.name];
    if (pattern !== undefined) return take(matchPattern(cells, pattern, taken));
    const known = knownNames(column);
    return take(normalized.findIndex((cell, index) => known.includes(cell) && !taken.has(index)));
  });
  const missing = contract.columns.filter((_, index) => positions[index] === 0).map(headerName);
  const extra = cells.filter((_, index) => !taken.has(index));
  if (missing.length > 0) {
    throw new FileRefusedError(
      `${name} does not have the header of ${contract.key}: ${listed(missing, 'column')} missing`,
      {
        hint: 'Check that the right file and extract were named, and that no column was renamed.',
        fields: { missing },
      },
    );
  }
  if (extra.length > 0 && container.extraColumns !== 'ignore') {
    throw new FileRefusedError(`${name} has ${listed(extra, 'column')} that ${contract.key} does not know`, {
      hint: 'Remove the columns, or raise the contract’s version to read them.',
      fields: { extra: extra.slice(0, 20) },
    });
  }
  return positions;
}

/** Columns that share one pattern take its matches from the latest name down: the most recent year comes first. */
function matchPattern(cells: readonly string[], pattern: string, taken: ReadonlySet<number>): number {
  const matcher = new RegExp(pattern, 'i');
  const matches = cells
    .map((cell, index) => ({ cell: cell.trim(), index }))
    .filter(({ cell, index }) => matcher.test(cell) && !taken.has(index))
    .sort((a, b) => (a.cell < b.cell ? 1 : -1));
  return matches[0]?.index ?? -1;
}

function listed(names: readonly string[], noun: string): string {
  const shown = names.slice(0, 5).map((name) => name.slice(0, 40));
  const more = names.length - shown.length;
  return `${noun}${names.length === 1 ? '' : 's'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The fields of one of the opening lines. A line that cannot be split counts as one field. */
function splitLine(line: string, delimiter: string, quoted: boolean, name: string): readonly string[] {
  try {
    const rows: string[][] = parse(line, { delimiter, quote: quoted ? '"' : null, relax_column_count: true });
    return rows[0] ?? [];
  } catch (cause) {
    if (!quoted) throw new FileRefusedError(`${name} does not open with a readable line`, { cause });
    return [line];
  }
}
