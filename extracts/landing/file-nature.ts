import { isUtf8 } from 'node:buffer';
import { FileRefusedError } from '../../schemas/errors.ts';

const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive or a spreadsheet' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a zstd archive' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], what: 'an xz archive' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7z archive' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Office document' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file' },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], what: 'an SQLite database' },
];

export const UTF8_BOM_BYTES = 3;

/** Whether the text opens with UTF-8's byte order mark. */
export function hasUtf8Bom(head: Uint8Array): boolean {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
}

/**
 * Refuses what is not plain text by its opening bytes. Archives are refused unopened, so none can unpack to more than
 * the disk holds.
 * @throws FileRefusedError
 */
export function refuseUnlessText(name: string, head: Uint8Array): void {
  const signature = SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (signature !== undefined) {
    throw new FileRefusedError(`${name} is ${signature.what}, not a text file`, {
      hint: 'Unpack or export it to plain UTF-8 text and send that.',
    });
  }
  const { nuls, controls } = countControls(head);
  const utf16Mark = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (utf16Mark || (nuls > head.length * 0.3 && nuls < head.length * 0.7)) {
    throw new FileRefusedError(`${name} is encoded in UTF-16, not UTF-8`, {
      hint: 'Save it as UTF-8 and send it again.',
    });
  }
  if (controls > Math.max(8, head.length * 0.02)) {
    throw new FileRefusedError(`${name} is a binary file, not text`, { hint: 'Send the extract as plain UTF-8 text.' });
  }
}

/** Bytes that text hardly holds: NULs, and control characters other than white space. */
function countControls(head: Uint8Array): { readonly nuls: number; readonly controls: number } {
  let nuls = 0;
  let controls = 0;
  for (const byte of head) {
    if (byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
    controls += 1;
    if (byte === 0) nuls += 1;
  }
  return { nuls, controls };
}

/**
 * @param firstLine physical number of the first line in `lines`, which holds whole lines
 * @throws FileRefusedError naming the first line that is not UTF-8
 */
export function refuseUnlessUtf8(name: string, lines: Uint8Array, firstLine: number): void {
  if (isUtf8(lines)) return;
  let line = firstLine;
  let start = 0;
  for (;;) {
    const end = lines.indexOf(0x0a, start);
    const bytes = lines.subarray(start, end === -1 ? lines.length : end);
    if (!isUtf8(bytes) || end === -1) break;
    start = end + 1;
    line += 1;
  }
  throw new FileRefusedError(`${name} is not UTF-8: line ${line} holds bytes of another encoding`, {
    hint: 'It is probably Windows-1252 (“ANSI”). Save it as UTF-8 and send it again.',
    fields: { line },
  });
}
