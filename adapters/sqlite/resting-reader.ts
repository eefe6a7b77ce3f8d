import { closedError } from './append-errors.ts';
import type { openThreadedReader } from './threaded-reader.ts';

type Reader = Awaited<ReturnType<typeof openThreadedReader>>;

/**
 * A reader whose thread ends when nobody has read for `idleMs`, and is opened again for the next read: a thread that
 * waits costs 12 MB. It is opened at once, because a program that starts reads.
 */
export async function restingReader(open: () => Promise<Reader>, idleMs: number): Promise<Reader> {
  let reading = 0;
  let reader: Promise<Reader> | undefined = open();
  let resting: NodeJS.Timeout | undefined;
  let closed = false;
  await reader;
  leave();

  function leave(): void {
    if (reading > 0 || closed) return;
    resting = setTimeout(rest, idleMs).unref();
  }
  function rest(): void {
    const idle = reader;
    reader = undefined;
    idle?.then(
      awake => awake.close(),
      () => {}, // It never opened: there is nothing to end.
    );
  }
  async function use<Result>(work: (awake: Reader) => Promise<Result>): Promise<Result> {
    if (closed) throw closedError();
    clearTimeout(resting);
    reading += 1;
    reader ??= open();
    const opening = reader;
    try {
      return await work(await opening);
    } catch (error) {
      // A thread that could not be opened is not held on to: the next read tries again.
      if (reader === opening)
        await opening.catch(() => {
          reader = undefined;
        });
      throw error;
    } finally {
      reading -= 1;
      leave();
    }
  }

  return {
    read: query => use(awake => awake.read(query)),
    lastPosition: () => use(awake => awake.lastPosition()),
    async close() {
      closed = true;
      clearTimeout(resting);
      await (await reader)?.close();
    },
  };
}
