import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import type { Coverage } from '../directory/coverage.ts';
import type { TableQuery } from '../directory/table-query.ts';
import type { PlaceIndex } from '../release/place-index.ts';
import type { PublicRow, SelectionSize } from '../release/select-rows.ts';
import type { PageContext } from './page-context.ts';

export interface TableView {
  readonly table: ReleaseTable;
  readonly query: TableQuery;
  readonly rows: readonly PublicRow[];
  readonly size: SelectionSize;
  readonly coverage: Coverage;
  readonly places: PlaceIndex;
  /** Values of each dimension. */
  readonly values: (dimension: string) => readonly string[];
  /** Names of codes, by dimension. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** How a key reads in a row or in a list of choices. */
export function keyName(
  view: Pick<TableView, 'places' | 'names'>,
  context: PageContext,
  column: string,
  value: string,
) {
  if (/(^|_)(org|dist|district)_code$/.test(column)) {
    const place = view.places.find(value);
    return place ? context.words.placeInFull(place) : value;
  }
  return context.words.value(column, value, view.names.get(column)?.get(value));
}
