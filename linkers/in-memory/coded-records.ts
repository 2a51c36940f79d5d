import { InvariantError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { EncodedSource } from '../encode-entities.ts';
import { codeColumn, comparisonColumn, variantTable } from '../names.ts';

/** Records as codes in process: one row of numbers a record, so that looking at one touches memory in one place. */
export interface CodedRecords {
  /** Codes of record e are `rows[e * width]` and on; −1 where a value is missing. */
  readonly rows: Int32Array;
  readonly width: number;
  /** Place of a code column in a row. */
  position(codeColumn: string): number;
}

/** Reads the coded variants of sources, of which every entity has one. */
export async function readCodedRecords(
  session: Session,
  model: LinkModel,
  sources: readonly EncodedSource[],
): Promise<CodedRecords> {
  if (session.readIntegers === undefined) throw new InvariantError('This engine hands out no columns of numbers');
  const columns = [
    ...Object.keys(model.columns).map(codeColumn),
    ...Object.entries(model.comparisons).flatMap(([name, { columns }]) =>
      columns.length > 1 ? [comparisonColumn(name, columns)] : [],
    ),
  ];
  const width = columns.length;
  const entities = sources.reduce((most, { first, entities }) => Math.max(most, first + entities), 0);
  const rows = new Int32Array(entities * width).fill(-1);
  for (const { source } of sources) {
    const [numbers, ...codes] = await session.readIntegers(
      `SELECT e, ${columns.join(', ')} FROM ${variantTable(source)}`,
    );
    codes.forEach((column, position) => {
      for (let at = 0; at < column.length; at++) rows[numbers![at]! * width + position] = column[at]!;
    });
  }
  const positions = new Map(columns.map((column, position) => [column, position]));
  return Object.freeze({
    rows,
    width,
    position: (column: string) => {
      const position = positions.get(column);
      if (position === undefined) throw new InvariantError(`There is no code column ${column}`);
      return position;
    },
  });
}
