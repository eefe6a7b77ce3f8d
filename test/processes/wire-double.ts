import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../doubles/eventstoredb/main.ts');

/** The wire double as a process that outlives the program: `url` for its clients, `logPath` for who looks. */
export async function wireDouble(): Promise<{ url: string; control: string; logPath: string; close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-esdb-'));
  const logPath = join(directory, 'log.sqlite');
  const child = spawn(process.execPath, [program, '--path', logPath], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
  const { url, control } = JSON.parse(line.toString()) as { url: string; control: string };
  return {
    url,
    control,
    logPath,
    async close() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
