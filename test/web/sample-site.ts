import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWebServer } from '../../web/start-web-server.ts';
import { writeSampleRelease } from './write-sample-release.ts';

export interface SampleSite {
  readonly url: string;
  readonly folder: string;
  readonly releasesFolder: string;
  /** What the server reported going wrong. */
  readonly problems: readonly { readonly event: string; readonly error: unknown }[];
  close(): Promise<void>;
}

/** A running site on a data folder of its own; with `from`, on a copy of those releases, without, on none. */
export async function startSampleSite(from?: string): Promise<SampleSite> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-web-'));
  const releasesFolder = join(folder, 'releases');
  if (from) await cp(from, releasesFolder, { recursive: true });
  const problems: { event: string; error: unknown }[] = [];
  const server = await startWebServer({
    releasesFolder,
    exchangeFolder: join(folder, 'exchange'),
    port: 0,
    report: (problem) => problems.push(problem),
  });
  return {
    url: server.url,
    folder,
    releasesFolder,
    problems,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes the sample release once, for several sites to start from. */
export async function sampleReleases(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-releases-'));
  await writeSampleRelease({ folder });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
