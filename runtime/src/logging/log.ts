import { LOG_LEVELS, LogLevel } from '../settings/settings.js';

/** What a line tells beside its message. */
export type Fields = Readonly<Record<string, unknown>>;

/** Adds to every line what is known where it is written, such as the trace. */
export type Context = () => Fields;

/**
 * Writes JSON lines to stderr: stdout may be the wire of a stdio server.
 *
 * Each line has `time` (ISO 8601), `level`, `message`, and whatever fields it came with.
 */
export class Log {
  /** Set where tracing is on. */
  public context: Context | undefined;

  private readonly least: number;

  public constructor(level: LogLevel, private readonly write: (line: string) => void = (line) => process.stderr.write(line)) {
    this.least = LOG_LEVELS.indexOf(level);
  }

  public debug(message: string, fields?: Fields): void {
    this.line('debug', message, fields);
  }

  public info(message: string, fields?: Fields): void {
    this.line('info', message, fields);
  }

  public warning(message: string, fields?: Fields): void {
    this.line('warning', message, fields);
  }

  public error(message: string, fields?: Fields): void {
    this.line('error', message, fields);
  }

  /** Writes a line whatever the least level is: for records that were asked for by themselves. */
  public record(message: string, fields?: Fields): void {
    this.print('info', message, fields);
  }

  private line(level: LogLevel, message: string, fields?: Fields): void {
    if (LOG_LEVELS.indexOf(level) >= this.least) {
      this.print(level, message, fields);
    }
  }

  private print(level: LogLevel, message: string, fields: Fields = {}): void {
    this.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...this.context?.(), ...fields }, withErrors)}\n`);
  }
}

/** An error has no fields of its own that JSON would show. */
function withErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}
