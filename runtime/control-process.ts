import { parseArgs } from 'node:util';
import { openEmbeddedStore } from '../control/embedded/open-store.ts';
import { cacheFolder } from './cache-folder.ts';
import { serveAsChild } from './serve-as-child.ts';

/** Child process that serves the embedded control store. */
const { values } = parseArgs({ options: { folder: { type: 'string' }, socket: { type: 'string' } } });

await serveAsChild(async () => {
  if (values.folder === undefined || values.socket === undefined)
    throw new TypeError('--folder and --socket are needed');
  return openEmbeddedStore({ folder: values.folder, socketFolder: values.socket, templates: cacheFolder });
});
