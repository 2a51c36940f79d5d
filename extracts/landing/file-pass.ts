import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { FileRefusedError } from '../../schemas/errors.ts';
import { refuseUnlessUtf8 } from './file-nature.ts';
import { LineScanner } from './line-scanner.ts';
import type { SourceFile } from './source-file.ts';

/** A stretch of whole lines, each with its line end. */
export interface Stretch {
  readonly bytes: Buffer;
  /** Physical number of its first line, from 1. */
  readonly firstLine: number;
  readonly lines: number;
  /** Whether any of its bytes may be a control character other than a line end. */
  readonly controls: boolean;
}

export interface FilePassOptions {
  /** Longest line accepted, in bytes. */
  readonly maxLineBytes: number;
  /** A stretch begins only at a line that starts with this text. @default any line */
  readonly startsWith?: string;
  /** Size of a stretch, in bytes. @default 16 MiB */
  readonly stretchBytes?: number;
  /** Sees all bytes, once and in order. */
  readonly onBytes: (bytes: Buffer) => Promise<void>;
  /** Sees all lines, once and in order. It keeps the stretch's memory; the next stretch has its own. */
  readonly onStretch: (stretch: Stretch) => Promise<void>;
}

export interface FilePass {
  /** SHA-256 of all bytes, lower-case hex. */
  readonly contentHash: string;
  readonly bytes: number;
  /** Physical lines. */
  readonly lines: number;
  /** Physical lines by their first byte. */
  readonly firstBytes: Float64Array;
}

const LINE_FEED = 0x0a;
const DELETE = 0x7f;
const STRETCH_BYTES = 16 << 20;
const SMALLEST_READ = 4096;

/**
 * The one pass over a file: hash, physical lines, longest line, encoding and line ends, while `onBytes` lands and
 * `onStretch` loads the very same bytes.
 * @throws FileRefusedError when a line is too long, the last line is cut off, or the text is not UTF-8
 */
export async function passOverFile(source: SourceFile, options: FilePassOptions): Promise<FilePass> {
  const hash = createHash('sha256');
  const scanner = new LineScanner();
  const stretchBytes = Math.max(options.stretchBytes ?? STRETCH_BYTES, options.maxLineBytes + 2);
  const boundary = options.startsWith === undefined ? '\n' : `\n${options.startsWith}`;
  let carried = Buffer.alloc(0);
  let bytes = 0;
  let firstLine = 1;

  for (let ended = false; !ended; ) {
    // One byte more than is left, since only a read that falls short shows the end.
    const room = Math.min(stretchBytes, Math.max(source.bytes - bytes + 1, SMALLEST_READ));
    const buffer = Buffer.allocUnsafeSlow(carried.length + room);
    carried.copy(buffer);
    const length = await fill(source.handle, buffer, carried.length);
    const fresh = buffer.subarray(carried.length, length);
    ended = length < buffer.length;
    bytes += fresh.length;
    hash.update(fresh);
    await options.onBytes(fresh);
    scanner.scan(fresh);
    refuseLongLine(source, scanner, options.maxLineBytes);
    if (ended && !scanner.endsWithLine) refuseCutOff(source, scanner);

    const filled = buffer.subarray(0, length);
    const cut = ended ? length : filled.lastIndexOf(boundary) + 1;
    const lines = filled.subarray(0, cut);
    carried = filled.subarray(cut);
    if (cut === 0) continue;
    refuseUnlessUtf8(source.name, lines, firstLine);
    const next = ended ? scanner.lines + 1 : scanner.lines + 1 - lineCount(carried);
    await options.onStretch({
      bytes: lines,
      firstLine,
      lines: next - firstLine,
      controls: scanner.controlBytes > 0 || lines.includes(DELETE),
    });
    firstLine = next;
  }
  return Object.freeze({
    contentHash: hash.digest('hex'),
    bytes,
    lines: scanner.lines,
    firstBytes: scanner.firstBytes,
  });
}

/** SHA-256 of a file's bytes, read from the start. */
export async function hashFile(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(1 << 20);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

async function fill(handle: FileHandle, buffer: Buffer, from: number): Promise<number> {
  let length = from;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

function lineCount(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

function refuseLongLine(source: SourceFile, scanner: LineScanner, maxLineBytes: number): void {
  if (scanner.longestLine <= maxLineBytes) return;
  throw new FileRefusedError(
    `${source.name} has a line of more than ${maxLineBytes} bytes: line ${scanner.longestLineNumber}`,
    {
      hint: 'No record of this extract is that long: line ends are missing, or it is another file.',
      fields: { line: scanner.longestLineNumber, limit: maxLineBytes },
    },
  );
}

function refuseCutOff(source: SourceFile, scanner: LineScanner): void {
  throw new FileRefusedError(`${source.name} is cut off: its last line, ${scanner.lines + 1}, has no line end`, {
    hint: 'Ask for the whole file. If it is whole, add a line end after the last record.',
    fields: { line: scanner.lines + 1 },
  });
}
