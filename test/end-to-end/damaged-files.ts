import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectRoot } from '../../schemas/project-root.ts';

export interface Damage {
  readonly name: string;
  /** What the command says of it. */
  readonly sentence: RegExp;
  readonly exitCode: number;
  /** Writes the file into a folder and returns what follows `hub ingest`. */
  make(folder: string): readonly string[];
}

interface Original {
  /** Below the sample's extracts. */
  readonly path: string;
  readonly extract: string;
  readonly period: string;
  readonly submitter: string;
}

const ENROLLMENT: Original = {
  path: 'dhe/enrollment-166133-2024F.csv',
  extract: 'dhe.enrollment',
  period: '2024F',
  submitter: '166133',
};
const SIMS: Original = {
  path: 'dese/sims-01110000-2024-10.txt',
  extract: 'dese.sims',
  period: '2024-10',
  submitter: '01110000',
};
const WAGES: Original = { path: 'dua/wage-2019Q1.icesa', extract: 'dua.wage', period: '2019Q1', submitter: 'DUA' };

export function original({ path }: Original): Buffer {
  return readFileSync(join(projectRoot, 'fixtures', 'sample', 'extracts', path));
}

function said({ extract, period, submitter }: Original): string[] {
  return ['--as', extract, '--period', period, '--submitter', submitter];
}

/** A damage to the bytes of one file. */
function damaged(name: string, file: Original, sentence: RegExp, change: (bytes: Buffer) => Buffer | string): Damage {
  return {
    name,
    sentence,
    exitCode: 4,
    make: (folder) => {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, 'sent.txt');
      writeFileSync(path, change(original(file)));
      return [path, ...said(file)];
    },
  };
}

/** A file that is whole, in a manifest that says otherwise. */
function misdescribed(name: string, sentence: RegExp, exitCode: number, more: object): Damage {
  return {
    name,
    sentence,
    exitCode,
    make: (folder) => {
      mkdirSync(folder, { recursive: true });
      // One byte more, so that it is not the file that is current.
      writeFileSync(join(folder, 'sent.csv'), original(ENROLLMENT).toString('utf8').replace('\n', '\r\n'));
      const { extract, period, submitter } = ENROLLMENT;
      const files = [{ path: 'sent.csv', extract, period, submitter, ...more }];
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files }));
      return ['--manifest', join(folder, 'manifest.json')];
    },
  };
}

const text = (change: (text: string) => string) => (bytes: Buffer) => change(bytes.toString('utf8'));

/** Every way in which a file can be wrong as a whole. */
export const DAMAGES: readonly Damage[] = [
  damaged(
    'a header with a wrong name',
    ENROLLMENT,
    /sent\.txt/,
    text((all) => all.replace('"SASID"', '"SASSID"')),
  ),
  damaged(
    'a header without a column',
    ENROLLMENT,
    /sent\.txt/,
    text((all) => all.replace('"SASID",', '')),
  ),
  damaged('a file of another container', SIMS, /sent\.txt/, () => original(ENROLLMENT)),
  damaged(
    'a file of another district',
    SIMS,
    /sent\.txt/,
    text((all) => all.replace('SCHOOL=01110000', 'SCHOOL=00350000')),
  ),
  damaged('a binary file', ENROLLMENT, /binary file/, (bytes) => Buffer.from(bytes.map((byte) => byte % 32))),
  damaged('an empty file', ENROLLMENT, /is empty/, () => ''),
  damaged(
    'a file of a header alone',
    ENROLLMENT,
    /no records/,
    text((all) => `${all.split('\n')[0]}\n`),
  ),
  damaged('a file cut within its last line', ENROLLMENT, /cut off/, (bytes) => bytes.subarray(0, -20)),
  damaged(
    'wages whose trailer counts otherwise',
    WAGES,
    /sent\.txt/,
    text((all) => all.replace(/^S.*\n/m, '')),
  ),
  damaged('Latin-1', ENROLLMENT, /not UTF-8/, (bytes) =>
    Buffer.from(bytes.toString('utf8').replace('"Olivia"', '"Ol\u00edvia"'), 'latin1'),
  ),
  damaged('UTF-16', ENROLLMENT, /UTF-16/, (bytes) => Buffer.from(`\uFEFF${bytes.toString('utf8')}`, 'utf16le')),
  damaged('a zip archive', ENROLLMENT, /zip/, (bytes) => Buffer.concat([Buffer.from('PK\u0003\u0004'), bytes])),
  damaged('a gzip archive', ENROLLMENT, /gzip/, (bytes) => gzipSync(bytes)),
  damaged(
    'a file of another period',
    ENROLLMENT,
    /2024F/,
    text((all) => all.replaceAll('"2024F"', '"2023F"')),
  ),
  misdescribed('a manifest that counts otherwise', /not the file its manifest describes/, 4, { rows: 1 }),
  misdescribed('a manifest with another hash', /not the file its manifest describes/, 4, { sha256: '0'.repeat(64) }),
  misdescribed('a manifest that leads outside its folder', /not an ingest manifest/, 2, { path: '../sent.csv' }),
  misdescribed('a manifest that leads to the root', /not an ingest manifest/, 2, { path: '/etc/hostname' }),
  misdescribed('a manifest of an extract that is not known', /dhe\.enrolment/, 2, { extract: 'dhe.enrolment' }),
  misdescribed('a manifest with a file that is missing', /no file/, 2, { path: 'elsewhere.csv' }),
];
