import type { LoadRecord } from '../../control/loads.ts';
import type { WrittenFile } from '../../fixtures/extract-files.ts';
import { ConflictError } from '../../schemas/errors.ts';
import { counted } from '../counted.ts';

type Slot = Pick<LoadRecord, 'extract' | 'submitter' | 'period' | 'contentHash'>;

/**
 * A demo's people share a data folder with nobody: what is loaded already must be among the files it is going to load.
 * @param loads that are current
 * @throws ConflictError when the folder holds other people's files
 */
export function refuseForeignLoads(loads: readonly Slot[], files: readonly WrittenFile[]): void {
  const own = new Set(files.map(({ sha256, ...file }) => slotText({ ...file, contentHash: sha256 })));
  const foreign = loads.filter((load) => !own.has(slotText(load)));
  if (foreign.length === 0) return;
  throw new ConflictError(
    `The data folder holds ${counted(foreign.length, 'load')} of other people than this demo would invent`,
    {
      hint: 'Name a folder of its own with --data, or repeat the demo with the same people, seed and roster as before.',
      fields: { loads: foreign.length },
    },
  );
}

function slotText({ extract, submitter, period, contentHash }: Slot): string {
  return [extract, submitter, period, contentHash].join(' ');
}
