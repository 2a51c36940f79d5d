import { constants, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ingestManifestSchema } from '../../schemas/ingest-manifest.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import { DELIVERY } from './full-run.ts';
import { bringUp } from './running-hub.ts';

/** The delivery that every round takes in. */
export interface DeliveredSample {
  /** The prepared data folder, whose files stay whole. */
  readonly folder: string;
  /** Paths relative to a data folder. */
  readonly files: readonly { readonly path: string; readonly extract: string; readonly rows: number }[];
}

/**
 * A data folder with its keys, its empty stores and the sample in its inbox. Rounds begin with copies of it, so that
 * their tokens and tie-breaks are those of the undisturbed run.
 */
export async function prepareHub(folder: string): Promise<DeliveredSample> {
  if (!existsSync(folder)) {
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await cp(join(projectRoot, 'fixtures', 'sample'), join(draft, 'inbox', 'sample'), { recursive: true });
    await (await bringUp(draft)).leave();
    // Its sockets lead nowhere any more.
    await rm(join(draft, 'run'), { recursive: true });
    await rename(draft, folder);
  }
  const manifest = await readFile(join(folder, DELIVERY, 'manifest.json'), 'utf8');
  const { files } = ingestManifestSchema.parse(JSON.parse(manifest));
  return {
    folder,
    files: files.map(({ path, extract, rows = 0 }) => ({ path: join(DELIVERY, path), extract, rows })),
  };
}

/** Makes a data folder of a round's own. */
export async function copyHub(prepared: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(prepared, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
}
