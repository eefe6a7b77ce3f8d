import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** For health checks and scripts: the file that is there while the program is ready, with who it is. */
export function readyFile({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return join(dataDirectory, 'ready.json');
}

/** The program that said it is ready, if a process of that number, not this one, still runs. */
export function runningProgram(config: Pick<Config, 'dataDirectory'>): { pid: number; instance: string } | undefined {
  try {
    const said = JSON.parse(readFileSync(readyFile(config), 'utf8')) as { pid: number; instance: string };
    process.kill(said.pid, 0);
    return said.pid === process.pid ? undefined : said;
  } catch {
    return undefined; // No file, or no such process: both say that nothing is ready.
  }
}
