import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Entry } from './entries.ts';
import type { SandboxState } from './state.ts';

/**
 * Where entries are kept. `append` only queues; `flush` hands the queue to the operating system in one write, so
 * what was flushed outlives a kill -9 of the process (not a power cut: nothing here is synced).
 */
export interface Journal {
  append(entry: Entry): void;
  flush(): void;
  close(): void;
}

/** So much of a compacted journal is put together before it is written. */
const BLOCK_UNITS = 1024 * 1024;

/** Keeps nothing. */
export const memoryJournal: Journal = { append() {}, flush() {}, close() {} };

/**
 * Reads a journal file into the state and goes on writing at its end; a line torn by a kill is cut off. Beyond
 * `linesMax` lines the file is written anew from the state.
 * @throws {Error} a line in the middle is no JSON: the file was damaged by something else.
 */
export function openJournal(path: string, state: SandboxState, linesMax: number): Journal {
  mkdirSync(dirname(path), { recursive: true });
  let lines = existsSync(path) ? replay(path, state) : 0;
  let file = openSync(path, 'a');
  let queue = '';

  function compact(): void {
    const fresh = `${path}.tmp`;
    const target = openSync(fresh, 'w');
    let block = '';
    lines = 0;
    for (const entry of state.entries()) {
      block += `${JSON.stringify(entry)}\n`;
      lines++;
      if (block.length < BLOCK_UNITS) continue;
      writeAll(target, block);
      block = '';
    }
    writeAll(target, block);
    closeSync(target);
    renameSync(fresh, path);
    closeSync(file);
    file = openSync(path, 'a');
  }

  // Room for as many lines again: a state that fills the bound by itself would else be written at each flush.
  let compactAt = Math.max(linesMax, lines);
  function compactWhenLong(): void {
    if (lines <= compactAt) return;
    compact();
    compactAt = lines + linesMax;
  }
  if (lines > linesMax) {
    compact();
    compactAt = lines + linesMax;
  }

  return {
    append(entry) {
      queue += `${JSON.stringify(entry)}\n`;
      lines++;
    },
    flush() {
      if (queue === '') return;
      writeAll(file, queue);
      queue = '';
      compactWhenLong();
    },
    close() {
      this.flush();
      closeSync(file);
    },
  };
}

function replay(path: string, state: SandboxState): number {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) cut(path, end);
  const lines = bytes.toString('utf8', 0, end).split('\n');
  lines.pop();
  for (const [index, line] of lines.entries()) state.apply(parse(line, path, index + 1));
  return lines.length;
}

function parse(line: string, path: string, number: number): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch (cause) {
    throw new Error(`${path}, line ${number} is damaged. Remove the file to start with an empty sandbox.`, { cause });
  }
}

function cut(path: string, length: number): void {
  const file = openSync(path, 'r+');
  ftruncateSync(file, length);
  closeSync(file);
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
