import { readFileSync } from 'node:fs';
import { Refusal } from '../../domain/refusal.ts';
import type { Config } from '../config.ts';
import { readyFile } from '../start.ts';
import { configured } from './sources.ts';

/** @throws {Refusal} `upstream_unavailable` when no program of this configuration is ready. */
export async function ready(file: string | undefined): Promise<void> {
  const running = runningProgram(configured(file));
  if (running === undefined)
    throw new Refusal('upstream_unavailable', 'No program of this configuration is ready.', {
      hint: 'Start it with `npm start`.',
    });
  console.log(`ready: ${running.instance}, process ${running.pid}`);
}

/** The program that said it is ready, if its process still runs. */
export function runningProgram(config: Config): { pid: number; instance: string } | undefined {
  try {
    const said = JSON.parse(readFileSync(readyFile(config), 'utf8')) as { pid: number; instance: string };
    process.kill(said.pid, 0);
    return said;
  } catch {
    return undefined; // No file, or no such process: both say that nothing is ready.
  }
}
