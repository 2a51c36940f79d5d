import type { WorkerOptions } from 'node:worker_threads';

/** Cells of a slice live about as long as it: with little room for the young they would be copied again and again. */
const YOUNG_MEGABYTES = 192;

/**
 * How a module beside this one is started as a thread: built; or from its sources as the caller itself runs, whose loader
 * has to be registered in the thread anew.
 * @param name of the module, without its ending
 */
export function threadEntry(name: string, workerData: unknown): [URL | string, WorkerOptions] {
  const options = { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } };
  if (!import.meta.url.endsWith('.ts')) return [new URL(`./${name}.js`, import.meta.url), options];
  const [loader, source] = [import.meta.resolve('tsx/esm/api'), import.meta.resolve(`./${name}.ts`)];
  const start = `import('${loader}').then(({ register }) => { register(); return import('${source}'); });`;
  return [start, { ...options, eval: true }];
}
