import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';
import type { Log } from '../actors/ports.ts';
import { sha256 } from '../domain/ids.ts';
import { instant } from '../domain/message.ts';
import { scrub } from './log/scrub.ts';
import { writeAll } from './log/sink.ts';

/**
 * The end of a process that has met a bug. It says what happened, synchronously and without secrets, and is
 * gone: nothing goes on in a state that nobody has thought of. The supervisor starts it again, the log of
 * events carries it on, and the next start finds the record.
 */
const crashRecord = z.object({
  instance: z.string(),
  at: instant,
  /** At most 600 characters. */
  message: z.string(),
  /** 16 hex digits; the same for the same fault, wherever the program lies and however its lines have moved. */
  stackHash: z.string(),
  /** At most 16 KiB. */
  stack: z.string(),
});
export type CrashRecord = z.infer<typeof crashRecord>;

/** EX_SOFTWARE of sysexits.h. */
export const crashExitCode = 70;
const recordsMax = 20;

/** From here on an uncaught exception or an unhandled rejection ends the process with exit code 70 and a record. */
export function installCrashHandlers(options: { dataDirectory: string; instance: string; log?: Log }): void {
  let crashing = false;
  const crash = (cause: unknown) => {
    if (crashing) process.exit(crashExitCode); // The handler itself has failed.
    crashing = true;
    try {
      const record = recordOf(cause, options.instance);
      writeAll(process.stderr.fd, `${JSON.stringify({ level: 'fatal', ...record })}\n`);
      keep(options.dataDirectory, record);
      options.log?.error({ stackHash: record.stackHash }, 'the process ends after a fault of the program');
    } catch (error) {
      writeAll(process.stderr.fd, `No crash record could be kept: ${scrub(inspect(error))}\n`);
    } finally {
      process.exit(crashExitCode);
    }
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}

/** What an earlier run of this instance left when it crashed; none when it did not, or `message` says why it is unreadable. */
export function readCrashRecord(dataDirectory: string, instance: string): CrashRecord | undefined {
  const path = fileOf(dataDirectory, instance);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    return crashRecord.parse(JSON.parse(text));
  } catch {
    const at = statSync(path).mtime.toISOString();
    return { instance, at, message: `${path} is no crash record`, stackHash: sha256(text).slice(0, 16), stack: '' };
  }
}

/** To be called once the record stands in the event log. */
export function forgetCrashRecord(dataDirectory: string, instance: string): void {
  rmSync(fileOf(dataDirectory, instance), { force: true });
}

function recordOf(cause: unknown, instance: string): CrashRecord {
  const error = cause instanceof Error ? cause : new Error(`thrown without an Error: ${inspect(cause)}`);
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return {
    instance,
    at: new Date().toISOString(),
    message: scrub(`${error.name}: ${error.message}`).slice(0, 600),
    stackHash: sha256(shapeOf(stack)).slice(0, 16),
    stack: scrub(inspect(error)).slice(0, 16 * 1024),
  };
}

/** The frames without folders, lines and columns. */
function shapeOf(stack: string): string {
  const frames = stack.split('\n').filter(line => /^\s+at /.test(line));
  return frames.map(line => line.replace(/(?:file:\/\/)?\/[^\s():]*\//g, '').replace(/:\d+/g, '')).join('\n');
}

function fileOf(dataDirectory: string, instance: string): string {
  return join(dataDirectory, 'crash', `${instance.replace(/[^A-Za-z0-9_.-]/g, '_')}.json`);
}

function keep(dataDirectory: string, record: CrashRecord): void {
  const folder = join(dataDirectory, 'crash');
  const path = fileOf(dataDirectory, record.instance);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = openSync(`${path}.tmp`, 'w', 0o600);
  writeAll(file, `${JSON.stringify(record, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.tmp`, path);
  forgetOldest(folder);
}

function forgetOldest(folder: string): void {
  const ages = readdirSync(folder).map(name => ({
    path: join(folder, name),
    at: statSync(join(folder, name)).mtimeMs,
  }));
  const old = ages.sort((one, other) => other.at - one.at).slice(recordsMax);
  for (const { path } of old) rmSync(path, { force: true });
}
