import { copyFile, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isBelow } from '../extracts/landing/is-below.ts';
import type { DataLayout } from '../runtime/data-layout.ts';
import { periodSchema } from '../schemas/contract/extract-contract.ts';
import { FileRefusedError, UsageError } from '../schemas/errors.ts';
import { extractContract } from '../schemas/extracts/index.ts';
import { ingestManifestSchema, isSynthetic, type ManifestFile } from '../schemas/ingest-manifest.ts';

/** Files put where the worker reads deliveries, below the data folder. */
export interface Delivery {
  /** Relative to the data folder. */
  readonly manifest: string;
  readonly extracts: readonly string[];
  /** Removes the copies: what was taken in lies in the landing folder. */
  discard(): Promise<void>;
}

interface DeliveryPlace {
  readonly runId: string;
  readonly layout: DataLayout;
}

export interface DeliverOptions extends DeliveryPlace {
  readonly files: readonly string[];
  readonly extract: string | undefined;
  readonly period: string | undefined;
  /** @default the agency itself, for extracts that it sends whole */
  readonly submitter: string | undefined;
  /** Whether their people are invented. */
  readonly synthetic: boolean;
}

/** Puts the files of one extract and period into a delivery. @throws UsageError when the words are off */
export async function deliver(options: DeliverOptions): Promise<Delivery> {
  const { files, extract, period } = options;
  if (files.length === 0)
    throw new UsageError('No file was given', { hint: 'hub ingest FILE --as dese.sims --period 2024-10' });
  if (extract === undefined || period === undefined) {
    throw new UsageError('A file needs --as and --period', { hint: 'Such as --as dese.sims --period 2024-10.' });
  }
  const contract = extractContract(extract);
  const valid = periodSchema(contract.period).safeParse(period);
  if (!valid.success)
    throw new UsageError(`${period} is not a period of ${extract}`, { hint: valid.error.issues[0]?.message ?? '' });
  const submitter = options.submitter ?? (contract.submitter === 'agency' ? contract.agency : undefined);
  if (submitter === undefined) {
    throw new UsageError(`${extract} comes from one ${contract.submitter} a file`, {
      hint: 'Name it with --submitter.',
    });
  }
  return copyInto(
    options,
    { synthetic: options.synthetic },
    files.map((file, index) => ({
      from: resolve(file),
      // A folder each, so that names stay as they are and two files of one name do not meet.
      entry: { path: `${index + 1}/${basename(file)}`, extract, period, submitter },
    })),
  );
}

/** Puts the files a manifest lists into a delivery. */
export async function deliverManifest(
  options: DeliveryPlace & { readonly manifest: string; readonly files: readonly string[] },
): Promise<Delivery> {
  if (options.files.length > 0) throw new UsageError('Give files or a manifest, not both');
  const parsed = ingestManifestSchema.safeParse(await readJson(options.manifest));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${options.manifest} is not an ingest manifest: ${issue?.path.join('.')} ${issue?.message}`);
  }
  const folder = dirname(resolve(options.manifest));
  for (const { path } of parsed.data.files) await refuseOutside(folder, path);
  return copyInto(
    options,
    { synthetic: isSynthetic(parsed.data) },
    parsed.data.files.map((entry) => ({ from: join(folder, entry.path), entry })),
  );
}

/** A link may name a file of its own folder, but none elsewhere. @throws FileRefusedError */
async function refuseOutside(folder: string, path: string): Promise<void> {
  const file = await realpath(join(folder, path)).catch(() => undefined);
  if (file === undefined || isBelow(await realpath(folder), file)) return;
  throw new FileRefusedError(`${path} lies outside the folder of its manifest`, {
    hint: 'Put the file itself beside the manifest; a link to a file elsewhere does not count.',
  });
}

async function copyInto(
  { runId, layout }: DeliveryPlace,
  { synthetic }: { readonly synthetic: boolean },
  files: readonly { readonly from: string; readonly entry: ManifestFile }[],
): Promise<Delivery> {
  const folder = join(layout.root, 'inbox', runId);
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    for (const { from, entry } of files) {
      extractContract(entry.extract);
      const to = join(folder, entry.path);
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      const found = await stat(from).catch(() => undefined);
      if (found?.isFile() !== true) {
        const what = found?.isDirectory() ? `${from} is a folder, not a file` : `There is no file ${from}`;
        throw new UsageError(what, { hint: found?.isDirectory() ? 'Name the files in it.' : 'Check the path.' });
      }
      await copyFile(from, to);
    }
    const manifest = join(folder, 'manifest.json');
    const content = { schemaVersion: 1, ...(synthetic ? { synthetic } : {}), files: files.map(({ entry }) => entry) };
    await writeFile(manifest, JSON.stringify(content), { mode: 0o600 });
    return {
      manifest: relative(layout.root, manifest),
      extracts: [...new Set(files.map(({ entry }) => entry.extract))].toSorted(),
      discard,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`There is no manifest at ${path}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not JSON`);
  }
}
