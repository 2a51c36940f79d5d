import { inWriteTurn } from '../extracts/loads/write-turn.ts';
import { loadReference } from './load-reference.ts';
import { made, type Step } from './step.ts';

/** Brings the reference table of the asset to the file that ships with the project; the others come with it. */
export const loadReferenceStep: Step = async ({ context, asset }) => {
  const loaded = await inWriteTurn(context.warehouse, () => loadReference(context.warehouse));
  const own = loaded.find(({ table }) => table === asset.key);
  return made(own?.rows ?? loaded.reduce((sum, { rows }) => sum + rows, 0), {
    version: own?.version ?? 0,
    content: loaded.map(({ table, version, rows }) => `${table}:${version}:${rows}`).join(' '),
  });
};
