import { currentRelease, findRelease } from '../../control/releases.ts';
import { CELL_CHANGES, diffReleases } from '../../publish/diff-releases.ts';
import { UsageError } from '../../schemas/errors.ts';
import { printJson } from '../output.ts';
import { textTable } from '../text-table.ts';
import type { OpenHub } from '../with-hub.ts';
import { releaseFiles } from './release-files.ts';

export interface DiffOptions {
  /** The release to compare with. @default the one in force */
  readonly with?: string | undefined;
  /** Cells named, of each table and change. */
  readonly limit: number;
  readonly json: boolean;
}

/** Shows what a release changes for those who read it: cells that are new, changed, or withheld now. */
export async function diffCommand({ control, stack }: OpenHub, given: string, options: DiffOptions): Promise<void> {
  const idOf = async (id: string): Promise<string> => {
    const release = await findRelease(control, id);
    if (release !== undefined) return release.releaseId;
    throw new UsageError(`There is no release ${id}`, { hint: '`hub release list` shows the releases there are.' });
  };
  const after = await idOf(given);
  const before = options.with === undefined ? await currentRelease(control) : await idOf(options.with);
  if (before === undefined)
    throw new UsageError('Nothing is published yet', { hint: 'Name the other one with --with.' });
  const files = [await releaseFiles(stack.layout, before), await releaseFiles(stack.layout, after)] as const;
  const diff = await diffReleases(...files, options.limit);
  if (options.json) return printJson({ before, after, ...diff });
  const rows = diff.tables.map(({ name, cells, changes }) => [
    name,
    String(cells),
    ...CELL_CHANGES.map((change) => String(changes[change])),
  ]);
  const head = ['table', 'cells', ...CELL_CHANGES.map((change) => change.replace('_', ' '))];
  const named = diff.cells.map(({ table, measure, change, at, before: was, after: is }) => [
    change.replace('_', ' '),
    `${table}.${measure}`,
    at,
    was ?? '',
    is ?? '',
  ]);
  process.stdout.write(`${after} against ${before}\n\n${textTable(head, rows)}\n`);
  if (named.length > 0)
    process.stdout.write(`\n${textTable(['change', 'measure', 'where', 'before', 'after'], named)}\n`);
}
