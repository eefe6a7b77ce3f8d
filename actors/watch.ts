import type { Instant } from '../domain/message.ts';
import type { Outcome } from './handle.ts';
import type { Clock, Log, Spool } from './ports.ts';

/**
 * Watches one outside thing and records when it is lost and found again. The loss of the log is spooled,
 * and recorded with its own time once the log is back.
 */
export interface Watch {
  lost(cause: string): void;
  found(gapMs?: number): void;
  readonly down: { cause: string; since: Instant } | undefined;
}

export function watch(
  name: string,
  order: (type: 'NoteLoss' | 'NoteReturn', data: Record<string, unknown>) => Promise<Outcome>,
  { clock, log }: { clock: Clock; log: Log },
  spool?: Spool,
): Watch {
  let down = spool?.read();
  const say = (type: 'NoteLoss' | 'NoteReturn', data: Record<string, unknown>) =>
    order(type, data).catch(error => log.warn({ dependency: name, err: error }, `${type} could not be recorded`));

  return {
    get down() {
      return down;
    },
    lost(cause) {
      if (down !== undefined) return;
      down = { cause: cause.slice(0, 300), since: clock.now() };
      log.warn({ dependency: name, cause }, 'lost');
      if (spool === undefined) void say('NoteLoss', { cause: down.cause });
      else spool.write(down);
    },
    found(gapMs) {
      if (down === undefined) return;
      const { cause, since } = down;
      down = undefined;
      log.info({ dependency: name, gapMs }, 'found again');
      const gap = gapMs === undefined ? {} : { gapMs };
      const recorded =
        spool === undefined
          ? say('NoteReturn', gap)
          : say('NoteLoss', { cause, since }).then(() => say('NoteReturn', gap));
      void recorded.then(() => spool?.clear());
    },
  };
}
