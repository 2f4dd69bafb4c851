/** What a stream of lines tells. */
export interface LineSink {
  line(text: string): void;
  /** A line became longer than lines may be; what there is of it is thrown away, and so is the rest. */
  tooLong(): void;
}

const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines, and holds no more of one than it may have.
 *
 * The SDK's `ReadBuffer` joins all that it has at every chunk, which takes quadratic time for a long line, and loses
 * the lines around one that is no message.
 */
export class LineReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private skipping = false;

  /** @param most how many bytes a line may have */
  public constructor(private readonly most: number, private readonly sink: LineSink) {}

  public push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      this.finish();
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  private keep(part: Buffer): void {
    if (this.skipping || part.length === 0) {
      return;
    }
    if (this.size + part.length > this.most) {
      this.forget();
      this.skipping = true;
      this.sink.tooLong();
      return;
    }
    this.chunks.push(part);
    this.size += part.length;
  }

  private finish(): void {
    const bytes = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
    const skipped = this.skipping;
    this.forget();
    this.skipping = false;
    if (!skipped) {
      this.sink.line(bytes.toString('utf8').replace(/\r$/, ''));
    }
  }

  private forget(): void {
    this.chunks = [];
    this.size = 0;
  }
}
