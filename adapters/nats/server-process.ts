import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One run of the nats-server. */
export interface ServerProcess {
  /** `undefined` when the process could not be created. */
  pid: number | undefined;
  /** Resolves when it has ended, for whatever reason. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it said last, at most 20 lines. */
  lastWords(): string;
  kill(signal: NodeJS.Signals): void;
}

const linesKept = 20;
const lineMaxLength = 500;

/**
 * Starts the server so that it ends with this program where the system can do that (`setpriv` of util-linux).
 * Never throws: a process that cannot be created has exited at once, and its last words say why.
 */
export function startServer(binary: string, configPath: string, directory: string): ServerProcess {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  const server = [binary, '-c', configPath];
  const [program, ...words] = setpriv ? [setpriv, '--pdeathsig', 'TERM', ...server] : server;
  // A bare environment: the program's secrets are no business of the server.
  const env = { PATH: process.env.PATH ?? '' };
  const child = spawn(program!, words, { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const said = keepLastLines(child);
  // Where nothing ends it with the program, an orderly end of the program still does.
  const endWithProgram = () => child.kill('SIGTERM');
  process.once('exit', endWithProgram);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', cause => {
      said.push(String(cause));
      resolve({ code: null, signal: null });
    });
  });
  void exited.then(() => process.removeListener('exit', endWithProgram));
  return {
    pid: child.pid,
    exited,
    lastWords: () => said.join('\n'),
    kill: signal => void child.kill(signal),
  };
}

/** The full path of a program, as the shell would find it; `undefined` when it is not there or may not be run. */
export function findProgram(name: string): string | undefined {
  const candidates = name.includes('/')
    ? [name]
    : // Debian keeps nats-server in /usr/sbin, which is not on everybody's path.
      [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin'].map(folder => join(folder, name));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function keepLastLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(
      ...text
        .trimEnd()
        .split('\n', linesKept * 10)
        .map(line => line.slice(0, lineMaxLength)),
    );
    lines.splice(0, Math.max(0, lines.length - linesKept));
  });
  return lines;
}
