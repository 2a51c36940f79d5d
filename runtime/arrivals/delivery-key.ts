import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Of what a delivery contains, whatever its files are called: equal for the same manifest over the same bytes. */
export async function deliveryKey(files: readonly string[]): Promise<string> {
  const all = createHash('sha256');
  for (const file of files) all.update(await hashOf(file)).update('\n');
  return all.digest('hex').slice(0, 24);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
