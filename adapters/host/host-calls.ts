import { execFile } from 'node:child_process';
import { stat, statfs } from 'node:fs/promises';
import { arch, hostname, networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FileSystemSize, HostCalls } from './host-options.ts';

const execute = promisify(execFile);
const outputBytesMax = 8 * 1024 * 1024;
/** Where systems keep their own programs. The rest of the environment is not passed on: it may hold secrets. */
const programPath = '/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin';

/** The calls of the machine that the program runs on. */
export const thisHost: HostCalls = {
  hostname,
  architecture: arch,
  nowMs: Date.now,
  monotonicMs: () => performance.now(),
  pause: (ms, signal) => pause(ms, undefined, { signal }),
  interfaces: networkInterfaces,
  fileSystemSize: oncePerPath(fileSystemSize),
  async run(program, args, signal) {
    const env = { PATH: programPath, LC_ALL: 'C' };
    const { stdout } = await execute(program, args, { signal, env, maxBuffer: outputBytesMax, killSignal: 'SIGKILL' });
    return stdout;
  },
};

async function fileSystemSize(path: string): Promise<FileSystemSize | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return undefined;
    const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path);
    return { blockBytes: bsize, blocks, freeBlocks: bfree, availableBlocks: bavail, inodes: files, freeInodes: ffree };
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) return undefined;
    throw cause;
  }
}

/** A disk that hangs holds one of the few threads for file access: a second question for it waits for the first. */
function oncePerPath<Value>(ask: (path: string) => Promise<Value>): (path: string) => Promise<Value> {
  const asked = new Map<string, Promise<Value>>();
  return path => {
    const answer = asked.get(path) ?? ask(path).finally(() => asked.delete(path));
    asked.set(path, answer);
    return answer;
  };
}
