import { readFile, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isBelow } from '../extracts/landing/is-below.ts';
import { UsageError } from '../schemas/errors.ts';
import { type IngestManifest, ingestManifestSchema } from '../schemas/ingest-manifest.ts';

export interface OpenedManifest {
  readonly manifest: IngestManifest;
  /** Folder the files are named from. */
  readonly folder: string;
}

/**
 * Reads a manifest inside the data folder.
 * @param path relative to `dataRoot`
 * @throws UsageError when it lies outside, is missing, or is not a manifest
 */
export async function readManifest(dataRoot: string, path: string): Promise<OpenedManifest> {
  const root = await realpath(dataRoot);
  const file = resolve(root, path);
  const [real, folder] = await Promise.all([resolved(file), resolved(dirname(file))]);
  if (!isBelow(root, real) || (folder !== root && !isBelow(root, folder))) {
    throw new UsageError('The manifest lies outside the data folder', {
      hint: 'Copy the delivery into the data folder; a link to a file elsewhere does not count.',
    });
  }
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`There is no manifest at ${path}`, { cause, hint: 'Give the path of a manifest.json.' });
  }
  const parsed = ingestManifestSchema.safeParse(parseJson(text, path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${path} is not an ingest manifest: ${issue?.path.join('.')} ${issue?.message}`, {
      hint: 'It lists files as {"path", "extract", "period", "submitter"}; see docs/bring-your-own-files.md.',
    });
  }
  return { manifest: parsed.data, folder };
}

/** With links resolved; what is not there leads nowhere. */
function resolved(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the text.
    throw new UsageError(`${path} is not JSON`, { hint: 'Check the manifest with a JSON tool.' });
  }
}
