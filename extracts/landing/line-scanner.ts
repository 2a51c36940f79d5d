const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NO_WORDS = new Int32Array(0);

/**
 * Counts physical lines over the bytes of a file, independently of whatever parses them. Four bytes at a time: only a
 * word that holds a byte below a space is looked at closer, which makes a pass cost a fraction of hashing.
 */
export class LineScanner {
  /** Line feeds seen. */
  lines = 0;
  /** Bytes of the longest line so far, the unfinished one included, line ends excluded. */
  longestLine = 0;
  /** Physical number, from 1, of the longest line. */
  longestLineNumber = 0;
  /** Lines that end with a carriage return before the line feed. */
  carriageReturnLines = 0;
  /** Control characters other than line ends. */
  controlBytes = 0;
  /** Lines by their first byte; an empty line counts under its line feed. */
  readonly firstBytes = new Float64Array(256);
  #lineLength = 0;
  #previous = -1;

  /** Whether the last byte seen ends a line. */
  get endsWithLine(): boolean {
    return this.#previous === LINE_FEED;
  }

  scan(bytes: Uint8Array): void {
    const head = Math.min(bytes.length, (4 - (bytes.byteOffset & 3)) & 3);
    const wordCount = (bytes.length - head) >> 2;
    // Even an empty view must be aligned, and a few bytes may hold no aligned place at all.
    const words = wordCount === 0 ? NO_WORDS : new Int32Array(bytes.buffer, bytes.byteOffset + head, wordCount);
    const tail = head + words.length * 4;
    for (let index = 0; index < head; index++) this.#byte(bytes[index]!);
    // The bytes since the last close look; they are ordinary and only add to the line's length.
    let plain = 0;
    // After a line end or a carriage return the next byte matters, whatever it is.
    let nextMatters = this.#lineLength === 0 || this.#previous === CARRIAGE_RETURN;
    for (let index = 0; index < words.length; index++) {
      const word = words[index]!;
      if (!nextMatters && ((word - 0x20202020) & ~word & 0x80808080) === 0) {
        plain += 4;
        continue;
      }
      if (plain > 0) {
        this.#lineLength += plain;
        this.#previous = 0x20;
        plain = 0;
      }
      const offset = head + index * 4;
      this.#byte(bytes[offset]!);
      this.#byte(bytes[offset + 1]!);
      this.#byte(bytes[offset + 2]!);
      this.#byte(bytes[offset + 3]!);
      nextMatters = this.#lineLength === 0 || this.#previous === CARRIAGE_RETURN;
    }
    if (plain > 0) {
      this.#lineLength += plain;
      this.#previous = 0x20;
    }
    for (let index = tail; index < bytes.length; index++) this.#byte(bytes[index]!);
    this.#measure(this.#lineLength);
  }

  #byte(byte: number): void {
    if (this.#lineLength === 0) this.firstBytes[byte]! += 1;
    if (byte === LINE_FEED) {
      const returned = this.#previous === CARRIAGE_RETURN && this.#lineLength > 0;
      if (returned) this.carriageReturnLines += 1;
      this.#measure(returned ? this.#lineLength - 1 : this.#lineLength);
      this.lines += 1;
      this.#lineLength = 0;
    } else {
      if (byte < 0x20 && byte !== CARRIAGE_RETURN) this.controlBytes += 1;
      if (this.#previous === CARRIAGE_RETURN) this.controlBytes += 1;
      this.#lineLength += 1;
    }
    this.#previous = byte;
  }

  #measure(length: number): void {
    if (length <= this.longestLine) return;
    this.longestLine = length;
    this.longestLineNumber = this.lines + 1;
  }
}
