import { Refusal } from '../../domain/refusal.ts';
import { projectionsSide } from '../compose/projections.ts';
import { createLog } from '../log.ts';
import { runningProgram } from './ready.ts';
import { configured } from './sources.ts';

/** Builds a read model anew. @throws {Refusal} while the program runs: it alone may write its views. */
export async function rebuild(file: string | undefined, name: string): Promise<void> {
  const config = configured(file);
  const running = runningProgram(config);
  if (running !== undefined)
    throw new Refusal('illegal_transition', `The program runs (process ${running.pid}) and holds its read models.`, {
      hint: 'Stop it first; it catches up by itself when it starts again.',
    });
  const projections = await projectionsSide(config, createLog({ level: 'warn', pretty: 'auto' }));
  try {
    const built = await projections.rebuild(name);
    console.log(`${name} is built anew: ${JSON.stringify(built)}`);
  } finally {
    await projections.close();
  }
}
