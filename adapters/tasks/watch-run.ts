import type { Attempt, StopReason } from '../../actors/work/ports.ts';
import { formatBytes } from '../../domain/units.ts';
import { readWhole } from './durable-files.ts';
import { type Outcome, outcome, progress } from './outcome.ts';
import { placesOf } from './places.ts';
import { isAlive, type ProcessIdentity, signal } from './processes.ts';

export interface Watched {
  directory: string;
  name: string;
  runner: ProcessIdentity;
  /** Resolves early when the runner is known to have ended. */
  ended?: Promise<unknown>;
  pollMs: number;
  /** From the wish to stop to the moment a runner that does not is ended itself. */
  stopWithinMs: number;
}

/**
 * Waits for a run to end, passing on its progress. Undefined when its runner is gone without an outcome.
 * @throws the signal's reason when the program is stopping: the run goes on and is found again.
 */
export async function watchRun(
  watched: Watched,
  { signal: wish, tell }: Pick<Attempt, 'signal' | 'tell'>,
): Promise<Outcome | undefined> {
  const { directory, name, runner, ended, pollMs } = watched;
  const places = placesOf(directory, name);
  let toldBytes = -1;
  let stopUntilMs: number | undefined;
  for (;;) {
    // Looked at first: a runner that ends in between has left its outcome by then.
    const lives = isAlive(runner);
    const found = readWhole(places.result, outcome);
    if (found !== undefined || !lives) return found && asWished(found, wish);
    const now = readWhole(places.progress, progress);
    if (now !== undefined && now.outputBytes !== toldBytes) {
      toldBytes = now.outputBytes;
      tell(told(now));
    }
    if (wish.aborted) {
      if ((wish.reason as StopReason) === 'stopping') throw wish.reason;
      if (stopUntilMs === undefined) signal(runner.pid, 'SIGTERM');
      stopUntilMs ??= performance.now() + watched.stopWithinMs;
      if (performance.now() > stopUntilMs) signal(runner.pid, 'SIGKILL');
    }
    await soon(pollMs, ended, wish);
  }
}

function told({ lines, outputBytes }: { lines: string[]; outputBytes: number }) {
  const [, percent] = /(?:^|\s)(\d{1,3}(?:\.\d+)?)\s?%/.exec(lines.at(-1) ?? '') ?? [];
  const known = percent === undefined || Number(percent) > 100 ? {} : { percent: Number(percent) };
  return { note: lines.at(-1) ?? `${formatBytes(outputBytes)} of output`, lines, ...known };
}

/** A runner that was told to stop cannot know that it was for want of time. */
function asWished(found: Outcome, wish: AbortSignal): Outcome {
  const outOfTime = found.ended === 'stopped' && (wish.reason as StopReason) === 'timed_out';
  return outOfTime ? { ...found, ended: 'timed_out' } : found;
}

/** After `ms`, or when the runner has ended, or when a stop is wished for. */
async function soon(ms: number, ended: Promise<unknown> | undefined, wish: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const timer = setTimeout(wake, ms);
  if (!wish.aborted) wish.addEventListener('abort', wake, { once: true });
  void ended?.then(wake);
  await promise;
  clearTimeout(timer);
  wish.removeEventListener('abort', wake);
}
