import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { type PublishedRow, type Verification, verifyCertificate } from '../../disclosure/verify/verify-certificate.ts';
import { disclosureCertificateSchema, publishedStructureSchema } from '../../schemas/disclosure/certificate.ts';
import { FileRefusedError } from '../../schemas/errors.ts';

/** Checks what `hub disclose protect` wrote, from its files alone. */
export async function verifyFiles(folder: string): Promise<Verification> {
  const structure = await readJson(join(folder, 'public', 'structure.json'), publishedStructureSchema);
  const certificate = await readJson(join(folder, 'private', 'certificate.json'), disclosureCertificateSchema);
  const rows = new Map<string, readonly PublishedRow[]>();
  for (const { name, file } of structure.tables) {
    const text = await read(join(folder, 'public', file));
    rows.set(name, parse(text, { columns: true }) as PublishedRow[]);
  }
  return verifyCertificate(structure, rows, certificate);
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await read(path);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new FileRefusedError(`${path} is not what it should be`, { cause });
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new FileRefusedError(`${path} cannot be read`, { hint: 'Name a folder that hub disclose protect wrote.' });
  }
}
