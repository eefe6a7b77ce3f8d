import { Refusal } from '../../domain/refusal.ts';
import { runningProgram } from '../ready-file.ts';
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
