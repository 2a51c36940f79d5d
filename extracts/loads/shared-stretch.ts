import type { FileLayout, StretchPart } from '../containers/file-layout.ts';
import type { Stretch } from '../landing/file-pass.ts';

/** Whole lines of files with the same layout, each with its line end, part after part. */
export interface SharedStretch {
  readonly bytes: Buffer;
  readonly parts: readonly StretchPart[];
  readonly layout: FileLayout;
  /** Whether any of its bytes may be a control character other than a line end. */
  readonly controls: boolean;
}

interface Pending {
  readonly layout: FileLayout;
  readonly buffers: Buffer[];
  readonly parts: StretchPart[];
  bytes: number;
  lines: number;
  controls: boolean;
}

export interface StretchCollector {
  /** Takes lines of a file, which must be whole, and gives on what has become large enough. */
  take(fileNo: number, layout: FileLayout, stretch: Stretch): Promise<void>;
  /** Gives on all that is left. */
  flush(): Promise<void>;
}

/** A stretch is given on once it has both. */
export interface StretchSize {
  readonly bytes: number;
  readonly lines: number;
}

/** However short its lines are: a statement's memory grows with its stretch. */
const LARGEST_BYTES = 64 << 20;

/** Collects lines into stretches, those of small files together, so that one statement judges many. */
export function collectStretches(size: StretchSize, give: (stretch: SharedStretch) => Promise<void>): StretchCollector {
  const pending = new Map<string, Pending>();

  const giveOn = async (key: string): Promise<void> => {
    const collected = pending.get(key);
    if (collected === undefined) return;
    pending.delete(key);
    const { buffers, parts, layout, controls } = collected;
    const [only] = buffers;
    const bytes = buffers.length === 1 && only !== undefined ? only : Buffer.concat(buffers);
    await give({ bytes, parts, layout, controls });
  };

  return {
    take: async (fileNo, layout, stretch) => {
      const key = layoutKey(layout);
      const collected = pending.get(key) ?? { layout, buffers: [], parts: [], bytes: 0, lines: 0, controls: false };
      pending.set(key, collected);
      collected.buffers.push(stretch.bytes);
      collected.parts.push({ fileNo, firstLine: stretch.firstLine, lines: stretch.lines });
      collected.bytes += stretch.bytes.length;
      collected.lines += stretch.lines;
      collected.controls ||= stretch.controls;
      const isLarge = collected.bytes >= size.bytes && collected.lines >= size.lines;
      if (isLarge || collected.bytes >= LARGEST_BYTES) await giveOn(key);
    },
    flush: async () => {
      for (const key of [...pending.keys()]) await giveOn(key);
    },
  };
}

/** How many header lines a file has does not matter to its records. */
function layoutKey(layout: FileLayout): string {
  return JSON.stringify({ ...layout, headerLines: 0 });
}
