import { text } from 'node:stream/consumers';
import { run } from './run.ts';
import type { RunOrder, RunPoint } from './run-order.ts';
import { exitCodes } from './run-order.ts';

/**
 * The whole life of a runner: reads its order, runs it, and ends. It has a session of its own and outlives whoever
 * started it; SIGTERM asks it to stop the program, and it still leaves the outcome.
 */
export async function runFromStandardInput(reached: (point: RunPoint) => void = () => {}): Promise<void> {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  process.on('SIGTERM', ask);
  for (const ignored of ['SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(ignored, () => {});
  try {
    const said = await text(process.stdin);
    // Whoever was giving it went away in the middle: nothing was begun.
    if (!said.endsWith('\n')) process.exit(exitCodes.noOrder);
    const began = await run(JSON.parse(said) as RunOrder, { asked }, reached);
    process.exit(began ? 0 : exitCodes.begunBefore);
  } catch (cause) {
    // The order holds secrets: nothing of it is shown.
    process.stderr.write(`${(cause as Error).stack}\n`);
    process.exit(exitCodes.fault);
  }
}
