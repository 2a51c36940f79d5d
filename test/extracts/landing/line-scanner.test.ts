import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineScanner } from '../../../extracts/landing/line-scanner.ts';

/** The same counts by the plainest means. */
function counted(bytes: Buffer) {
  const pieces = bytes.toString('latin1').split('\n');
  const lines = pieces.slice(0, -1).map((line) => line.replace(/\r$/, ''));
  const last = pieces.at(-1) ?? '';
  return {
    lines: pieces.length - 1,
    longest: Math.max(0, ...lines.map((line) => line.length)),
    unfinished: last.length,
    controls: [...bytes].some(
      (byte, at) =>
        (byte < 0x20 && byte !== 0x0a && byte !== 0x0d) ||
        (byte === 0x0d && at + 1 < bytes.length && bytes[at + 1] !== 0x0a),
    ),
    endsWithLine: bytes.at(-1) === 0x0a,
    starts: pieces
      .filter((_, index) => index < pieces.length - 1 || last !== '')
      .map((line) => line.charCodeAt(0) || 0x0a),
  };
}

describe('counting lines', () => {
  it('counts as the plainest count does, however the bytes are cut and aligned', () => {
    const byte = fc.oneof(
      fc.constantFrom(0x0a, 0x0a, 0x0d, 0x20, 0x41, 0x53, 0xc3, 0xff, 0x1f, 0x7f),
      fc.integer({ min: 1, max: 255 }),
    );
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 300 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }),
        (values, cuts) => {
          const bytes = Buffer.from(values);
          const scanner = new LineScanner();
          let at = 0;
          for (const cut of cuts) {
            scanner.scan(bytes.subarray(at, at + cut));
            at += cut;
          }
          scanner.scan(bytes.subarray(at));
          const expected = counted(bytes);
          expect(scanner.lines).toBe(expected.lines);
          expect(scanner.endsWithLine).toBe(expected.endsWithLine);
          // An unfinished line, here where the bytes were cut, may count a carriage return that proves to be a line end.
          expect(scanner.longestLine).toBeGreaterThanOrEqual(Math.max(expected.longest, expected.unfinished));
          expect(scanner.longestLine).toBeLessThanOrEqual(Math.max(expected.longest, expected.unfinished) + 1);
          expect(scanner.controlBytes > 0).toBe(expected.controls);
          const starts = new Float64Array(256);
          for (const start of expected.starts) starts[start]! += 1;
          expect([...scanner.firstBytes]).toEqual([...starts]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
