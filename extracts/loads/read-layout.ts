import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { FileRefusedError } from '../../schemas/errors.ts';
import type { FileLayout } from '../containers/file-layout.ts';
import { readHead } from '../containers/read-head.ts';
import { hasUtf8Bom, refuseUnlessText, UTF8_BOM_BYTES } from '../landing/file-nature.ts';
import type { SourceFile } from '../landing/source-file.ts';
import type { Slot } from './slot.ts';

const HEAD_BYTES = 256 << 10;
const HEAD_LINES = 200;

/**
 * Reads the opening lines without moving the file's position.
 * @throws FileRefusedError when they are not those of the contract
 */
export async function readLayout(source: SourceFile, contract: ExtractContract, slot: Slot): Promise<FileLayout> {
  const buffer = Buffer.allocUnsafe(Math.min(HEAD_BYTES, source.bytes));
  const { bytesRead } = await source.handle.read(buffer, 0, buffer.length, 0);
  const head = buffer.subarray(0, bytesRead);
  refuseUnlessText(source.name, head);
  const text = head.subarray(hasUtf8Bom(head) ? UTF8_BOM_BYTES : 0);
  const lines: string[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && lines.length < HEAD_LINES; end = text.indexOf('\n', start)) {
    lines.push(text.toString('utf8', start, end).replace(/\r$/, ''));
    start = end + 1;
  }
  if (lines.length === 0) {
    if (text.includes('\r')) {
      throw new FileRefusedError(`${source.name} ends its lines with carriage returns alone`, {
        hint: 'Save it with line feeds (Unix) or CR LF (Windows) and send it again.',
      });
    }
    lines.push(text.toString('utf8'));
  }
  return readHead(contract, { name: source.name, lines, submitter: slot.submitter });
}
