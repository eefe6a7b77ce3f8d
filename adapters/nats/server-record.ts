import { readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Log } from '../../actors/ports.ts';
import { writePrivately } from './private-file.ts';

/** The note a program leaves of the nats-server it started: where it listens, and whom to end if the program dies. */

const serverRecord = z.object({
  pid: z.int().min(2),
  /** The program that started it. */
  ownerPid: z.int().min(1),
  url: z.string(),
  monitorUrl: z.string(),
});
export type ServerRecord = z.infer<typeof serverRecord>;

const endWithinMs = 3_000;
const pollMs = 10;

/**
 * Where the nats-server listens whose record is at `path`.
 * @throws when there is none: its program is not there, or has ended.
 */
export function serverUrlIn(path: string): string {
  const text = readText(path);
  if (text === undefined) throw new Error(`${path} is not there: no program runs its nats-server now.`);
  return serverRecord.parse(JSON.parse(text)).url;
}

export function writeRecord(path: string, record: ServerRecord): void {
  writePrivately(path, `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * Ends the server that a dead program left running, so that two servers never write one store. Only a process whose
 * command line is a nats-server with our configuration file is touched; a pid that now is someone else's is left alone.
 * @throws when the server's owner still lives, or when it cannot be ended.
 */
export async function endOrphan(path: string, configPath: string, binary: string, log: Log): Promise<void> {
  const record = readRecord(path, log);
  if (record === undefined) return;
  const alive = () => isOurServer(record.pid, configPath, binary);
  if (alive()) {
    if (parentOf(record.pid) === record.ownerPid)
      throw new Error(
        `The nats-server of ${configPath} runs under process ${record.ownerPid}: one data directory serves one program. Stop that one first, or start this one with another directory.`,
      );
    log.warn({ pid: record.pid, ownerPid: record.ownerPid }, 'ending the nats-server that a dead program left running');
    await end(record.pid, alive);
  }
  rmSync(path, { force: true });
}

async function end(pid: number, alive: () => boolean): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalIfThere(pid, signal);
    for (let waitedMs = 0; waitedMs < endWithinMs; waitedMs += pollMs) {
      if (!alive()) return;
      await pause(pollMs);
    }
  }
  throw new Error(
    `The nats-server left by a dead program (process ${pid}) does not end: end it by hand (kill -9 ${pid}).`,
  );
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

function readRecord(path: string, log: Log): ServerRecord | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return serverRecord.parse(JSON.parse(text));
  } catch {
    log.warn({ path }, 'the record of an earlier nats-server cannot be read; no process is ended');
    return undefined;
  }
}

/** The proof: `…/nats-server -c <our file>` are the last words of its command line. A zombie has no words. */
function isOurServer(pid: number, configPath: string, binary: string): boolean {
  const words = readText(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1) ?? [];
  const [program = '', flag, file] = words.slice(-3);
  return basename(program) === basename(binary) && flag === '-c' && file === configPath;
}

function parentOf(pid: number): number | undefined {
  const line = readText(`/proc/${pid}/status`)?.match(/^PPid:\s+(\d+)$/m);
  return line ? Number(line[1]) : undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    // ESRCH: the process ended between opening and reading.
    if (['ENOENT', 'ESRCH'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw cause;
  }
}
