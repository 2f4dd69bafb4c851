import { once } from 'node:events';
import { StdioProcess } from './command.js';
import { LineReader } from './line-reader.js';
import { endGroup, killGroup } from './process-group.js';
import { lineOf, messagesIn, WireMessage } from './stdio-messages.js';

/** What a process is there for, as `mcp_bridge_children` has it. */
export type ChildState = 'spare' | 'busy' | 'idle' | 'probe';

/** Why a process ended, as `mcp_bridge_children_ended_total` has it. */
export type ChildEnd = 'session' | 'idle' | 'crash' | 'killed' | 'drain';

/** Whoever uses a process. */
export interface ChildUser {
  message(message: WireMessage): void;
  /** The process will say nothing more; `how` completes a sentence that begins with "the server's process". */
  ended(how: string): void;
}

export interface ChildOptions {
  /** The most bytes of a line of its output. */
  readonly mostLineBytes: number;
  /** Told of a line that is no message. */
  readonly garbage: (line: string, pid: number | undefined) => void;
  /** Told of a line of stderr. */
  readonly stderr: (line: string, pid: number | undefined) => void;
  /** Told when the process and all that it started are gone. */
  readonly gone: (child: Child, end: ChildEnd, how: string) => void;
}

/** The most bytes of a line of stderr that are logged. */
const MOST_STDERR_BYTES = 16_384;

/** How long the last output of a process that has exited may take, in milliseconds; what it started may hold the pipe open for ever. */
const LAST_WORDS = 100;

/** Nobody uses a spare: what it says before it was asked anything has no addressee. */
const NOBODY: ChildUser = { message: () => {}, ended: () => {} };

/** One process of a stdio server. */
export class Child {
  public state: ChildState;
  public user: ChildUser = NOBODY;
  /** Resolves when the process and all that it started are gone. */
  public readonly gone: Promise<void>;
  public readonly startedAt = performance.now();

  private end_: ChildEnd | undefined;
  private how: string | undefined;
  private readonly exited: Promise<string>;
  private ending: Promise<void> | undefined;

  public constructor(private readonly process: StdioProcess, state: ChildState, options: ChildOptions) {
    this.state = state;
    const { stdin, stdout, stderr } = process;
    stdin.on('error', () => {}); // a process that is gone; its exit tells the rest
    const output = new LineReader(options.mostLineBytes, {
      line: (line) => this.heard(line, options),
      tooLong: () => this.kill(`wrote a message of more than ${options.mostLineBytes} bytes`),
    });
    const errors = new LineReader(MOST_STDERR_BYTES, {
      line: (line) => options.stderr(line, process.pid),
      tooLong: () => options.stderr(`(a line of more than ${MOST_STDERR_BYTES} bytes)`, process.pid),
    });
    stdout.on('data', (chunk: Buffer) => output.push(chunk));
    stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    this.exited = exitOf(process);
    void this.exited.then((how) => this.stop('crash', how));
    stdout.once('end', () => setTimeout(() => this.kill('closed its output'), LAST_WORDS).unref());
    this.gone = this.exited
      .then(() => this.ending)
      .then(() => options.gone(this, this.end_!, this.how!));
  }

  public get pid(): number | undefined {
    return this.process.pid;
  }

  /** Whether it ended, or is about to. */
  public get isLeaving(): boolean {
    return this.end_ !== undefined;
  }

  public send(message: unknown): void {
    if (!this.isLeaving) {
      this.process.stdin.write(lineOf(message));
    }
  }

  /** Resolves when the process has read enough of its input for more. */
  public async writable(): Promise<void> {
    const { stdin } = this.process;
    while (stdin.writableNeedDrain && !this.isLeaving) {
      await Promise.race([once(stdin, 'drain'), this.exited]);
    }
  }

  /** Reads no more of what the process writes, which then has to wait. */
  public pause(): void {
    this.process.stdout.pause();
  }

  public resume(): void {
    this.process.stdout.resume();
  }

  /** Lets the process leave, and sees that it does; resolves when it is gone. */
  public async end(end: ChildEnd): Promise<void> {
    this.stop(end, 'was ended');
    await this.gone;
  }

  /** Ends a process that is not to be trusted any more. */
  public kill(how: string): void {
    if (!this.isLeaving) {
      this.stop('killed', how);
      killGroup(this.process);
    }
  }

  private stop(end: ChildEnd, how: string): void {
    if (this.isLeaving) {
      return;
    }
    this.end_ = end;
    this.how = how;
    this.ending = endGroup(this.process, this.exited);
    this.resume(); // its end is not seen before its output was read
    const { user } = this;
    this.user = NOBODY;
    user.ended(how);
  }

  private heard(line: string, { garbage }: ChildOptions): void {
    const messages = messagesIn(line);
    if (messages) {
      messages.forEach((message) => this.user.message(message));
    } else if (line.trim() !== '') {
      garbage(line, this.pid);
    }
  }
}

/** Resolves when a process has exited and its last output was read. */
function exitOf(process: StdioProcess): Promise<string> {
  return new Promise((resolve) => {
    process.once('error', (error) => {
      if (process.pid === undefined) {
        resolve(`could not be started: ${error.message}`);
      }
    });
    process.once('exit', (code, signal) => {
      const tell = () => resolve(signal ? `was ended by ${signal}` : `exited with code ${code}`);
      process.once('close', tell);
      setTimeout(tell, LAST_WORDS);
    });
  });
}
