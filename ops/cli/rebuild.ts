import { StoreUnavailable } from '../../actors/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { defaultViewSizes, everyProjection, sizedTables } from '../../projections/every-projection.ts';
import { holdEventStore } from '../compose/event-store.ts';
import { projectionsSide } from '../compose/projections.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { runningProgram } from '../ready-file.ts';
import { progress } from './progress.ts';
import { configured, requireLog } from './sources.ts';

/**
 * Builds a read model anew.
 * @throws {Refusal} `not_found` for a name that there is not; `illegal_transition` beside a program, also one that
 * starts or stops: it alone may write its views.
 */
export async function rebuild(file: string | undefined, name: string): Promise<void> {
  requireProjection(name);
  const config = configured(file);
  requireLog(config);
  const release = insteadOfTheProgram(config);
  try {
    const projections = await projectionsSide(config, createLog({ level: 'warn', pretty: 'auto' }));
    try {
      const built = await shown(name, projections);
      console.log(`${name} is built anew: ${JSON.stringify(built)}`);
    } finally {
      await projections.close();
    }
  } finally {
    release();
  }
}

const lookEveryMs = 500;

/** Rebuilds, and says on a terminal how far it has come. */
async function shown(name: string, projections: Awaited<ReturnType<typeof projectionsSide>>) {
  const bar = progress(`rebuilding ${name}`);
  const look = setInterval(async () => {
    const { head, views } = await projections.status();
    const at = views.find(view => view.name === name)?.building?.position;
    if (at !== undefined) bar.to(Number(at ?? 0), Number(head ?? 0));
  }, lookEveryMs);
  try {
    return await projections.rebuild(name);
  } finally {
    clearInterval(look);
    bar.end();
  }
}

function requireProjection(name: string): void {
  const names = everyProjection(sizedTables(defaultViewSizes)).map(each => each.name);
  if (names.includes(name)) return;
  throw new Refusal('not_found', `There is no projection ${name}.`, { hint: `There are: ${names.join(', ')}.` });
}

/** Holds the right to run on this log, until released; on another engine there is only the word of `ready.json`. */
function insteadOfTheProgram(config: Config): () => void {
  const running = runningProgram(config);
  if (running !== undefined) throw runs(`The program runs (process ${running.pid}) and holds its read models.`);
  try {
    return holdEventStore(config);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw runs('A program that is starting or stopping holds the read models.');
  }
}

function runs(what: string): Refusal {
  return new Refusal('illegal_transition', what, {
    hint: 'Stop it first; it catches up by itself when it starts again.',
  });
}
