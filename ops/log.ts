import { pino } from 'pino';
import type { Log } from '../actors/ports.ts';
import { prettyLine } from './log/pretty.ts';
import { type HeldBack, type Repeats, repeats } from './log/repeats.ts';
import { type Sink, scrubbedLines, writeAll } from './log/sink.ts';

/**
 * The operator's log: one JSON object a line, or one line for people on a terminal. No secret leaves through
 * it, and no line that repeats fills the disk.
 */
export interface ProcessLog extends Log {
  /** A log that says these fields on each of its lines too. */
  with(fields: object): ProcessLog;
  /** Tells what was held back. Call it last. */
  flush(): void;
}

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error';
  /** `auto`: for people when standard output is a terminal. */
  pretty: 'auto' | 'always' | 'never';
  /** On every line, such as the instance. */
  fields?: object;
  /** Where lines go, each with its line end. Default: standard output, written before the call returns. */
  write?: (text: string) => void;
  now?: () => Date;
}

/** So many lines of the same level and message in 10 s; of at most 500 messages. */
const cap = { max: 50, windowMs: 10_000, keysMax: 500 };

/** What the code calls a field, and what the log calls it where that is not the same in snake case. */
const fieldNames: Record<string, string> = { correlationId: 'trace_id', commandId: 'request_id', error: 'err' };

export function createLog({
  level,
  pretty,
  fields = {},
  write = toStandardOutput,
  now = () => new Date(),
}: LogOptions): ProcessLog {
  const forPeople = pretty === 'always' || (pretty === 'auto' && process.stdout.isTTY);
  const colours = forPeople && process.stdout.hasColors?.() === true;
  const sink = scrubbedLines(write);
  const root = pino(
    {
      level,
      base: named(fields),
      timestamp: () => `,"time":"${now().toISOString()}"`,
      formatters: { level: label => ({ level: label }), log: named },
      serializers: { err: pino.stdSerializers.errWithCause },
      depthLimit: 6,
      edgeLimit: 100,
    },
    lineWriter(sink, forPeople ? line => `${prettyLine(line, { colours })}\n` : line => line),
  );
  return capped(root, repeats(cap), sink, now);
}

type Level = LogOptions['level'];

function capped(to: pino.Logger, lines: Repeats, sink: Sink, now: () => Date): ProcessLog {
  const tell = ({ key, suppressed }: HeldBack) =>
    to.warn({ suppressed, like: key }, `held back ${suppressed} lines like it`);
  const say = (level: Level) => (fields: object, message: string) => {
    if (!to.isLevelEnabled(level)) return;
    const { write, heldBack } = lines.take(`${level}: ${message}`, now().getTime());
    heldBack.forEach(tell);
    if (write) to[level](fields, message);
  };
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    with: fields => capped(to.child(named(fields)), lines, sink, now),
    flush() {
      lines.drain().forEach(tell);
      sink.flush();
    },
  };
}

/** `{ queueWaitMs }` as `{ queue_wait_ms }`: the names that operators search for. */
function named(fields: object): Record<string, unknown> {
  const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [fieldNames[name] ?? snake(name), plainly(value)]),
  );
}

/** A revision or position as digits: as a JSON number it would lose some. */
function plainly(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function lineWriter(sink: Sink, shape: (line: string) => string): pino.DestinationStream {
  return { write: line => sink.write(shape(line)) };
}

function toStandardOutput(text: string): void {
  writeAll(process.stdout.fd, text);
}
