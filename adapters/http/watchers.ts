import type { ServerResponse } from 'node:http';
import { Refusal } from '../../domain/refusal.ts';

/** Pages that are kept up to date: one look at the program for all of them, and only while there are any. */
export interface Watchers {
  /** Keeps this response open and tells it what is new. @throws {Refusal} `bulkhead_full` */
  add(response: ServerResponse): void;
  close(): void;
}

const lookEveryMs = 2_000;
/** A sign of life for proxies and for noticing a reader that is gone. */
const beatEveryMs = 15_000;
/** A reader that does not read is let go at so much unread. */
const unreadMax = 1024 * 1024;

export function watchers(max: number, look: () => Promise<object>): Watchers {
  const open = new Set<ServerResponse>();
  let last = '';
  let looking: NodeJS.Timeout | undefined;
  let beatenMs = 0;
  let busy = false;

  async function see(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      const said = `data: ${JSON.stringify(await look())}\n\n`;
      if (said !== last) tell(said);
      last = said;
    } catch (error) {
      tell(`event: trouble\ndata: ${JSON.stringify({ message: (error as Error).message })}\n\n`);
      last = '';
    } finally {
      busy = false;
    }
    beatenMs += lookEveryMs;
    if (beatenMs >= beatEveryMs) {
      beatenMs = 0;
      tell(': still here\n\n');
    }
  }

  function tell(said: string): void {
    for (const response of open) {
      if (response.writableLength > unreadMax) response.destroy();
      else response.write(said);
    }
  }

  return {
    add(response) {
      if (open.size >= max)
        throw new Refusal('bulkhead_full', `${max} pages are watching already.`, { retryAfterMs: 30_000 });
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
      response.write(last === '' ? 'retry: 3000\n\n' : `retry: 3000\n\n${last}`);
      open.add(response);
      response.once('close', () => {
        open.delete(response);
        if (open.size > 0) return;
        clearInterval(looking);
        [looking, last] = [undefined, ''];
      });
      looking ??= setInterval(() => void see(), lookEveryMs).unref();
      void see();
    },
    close() {
      clearInterval(looking);
      for (const response of open) response.end();
    },
  };
}
