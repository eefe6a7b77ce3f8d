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

type Loss = { cause: string; since: Instant };

export function watch(
  name: string,
  order: (type: 'NoteLoss' | 'NoteReturn', data: Record<string, unknown>) => Promise<Outcome>,
  { clock, log }: { clock: Clock; log: Log },
  spool?: Spool,
): Watch {
  let down = spool?.read();
  const unrecorded = (err: unknown) => log.warn({ dependency: name, err }, 'a loss or a return could not be recorded');

  /** Spooled until both are recorded; a loss that the log does not take yet is told at the next return. */
  async function tellLater(loss: Loss, gap: { gapMs?: number }, kept: Spool): Promise<void> {
    try {
      await order('NoteLoss', { cause: loss.cause, since: loss.since });
      await order('NoteReturn', gap);
      if (down === undefined) kept.clear();
    } catch (err) {
      unrecorded(err);
      down = { cause: down?.cause ?? loss.cause, since: loss.since };
      kept.write(down);
    }
  }

  return {
    get down() {
      return down;
    },
    lost(cause) {
      if (down !== undefined) return;
      down = { cause: cause.slice(0, 300), since: clock.now() };
      log.warn({ dependency: name, cause }, 'lost');
      if (spool === undefined) order('NoteLoss', { cause: down.cause }).catch(unrecorded);
      else spool.write(down);
    },
    found(gapMs) {
      if (down === undefined) return;
      const loss = down;
      down = undefined;
      log.info({ dependency: name, gapMs }, 'found again');
      const gap = gapMs === undefined ? {} : { gapMs };
      if (spool === undefined) order('NoteReturn', gap).catch(unrecorded);
      else void tellLater(loss, gap, spool);
    },
  };
}
