import { setTimeout as delay } from 'node:timers/promises';
import { ChartError } from '../../actors/answers/chart-ports.ts';
import type { GraphCode } from '../../domain/chart/graph-codes.ts';
import { codeOfExit, type Exit } from './exits.ts';
import { forkChild } from './fork-child.ts';
import { residentBytes, watchMemory } from './memory.ts';
import type { ChartsOptions } from './options.ts';
import type { ChildWord, DrawnPicture, FontVerdict, PackedSpec } from './protocol.ts';

/** One drawing process, from its start to its end. */
export interface DrawingChild {
  readonly pid: number | undefined;
  readonly drawings: number;
  /** @throws {ChartError} and then it has ended, unless the failure was told by the process itself. */
  draw(spec: PackedSpec): Promise<DrawnPicture>;
  /** Ends it at once; whoever waits for it gets `code` with `message`. */
  end(code: GraphCode, message: string): void;
  /** Ends it at once; nobody waits for it. */
  close(why: string): void;
  isAlive(): boolean;
  residentBytes(): number | undefined;
  /** Resolves with what it found of the fonts. @throws {ChartError} it cannot draw, or ended before. */
  readonly ready: Promise<FontVerdict[]>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  /** What was found of the fonts by a process that cannot draw; the family it was opening when it ended. */
  readonly fonts: { verdicts: FontVerdict[]; trying: string | undefined };
}

const lastWordsMax = 4000;

/** Starts a drawing process. Never throws: a process that cannot be created has ended at once. */
export function startChild(options: ChartsOptions, avoid: string[]): DrawingChild {
  const { tell, monotonicMs, memoryBytesMax: bytesMax, memoryEveryMs: everyMs } = options;
  const began = monotonicMs();
  const child = forkChild(options, { fontsDirectory: options.fontsDirectory, avoid });
  const ready = Promise.withResolvers<FontVerdict[]>();
  const gone = Promise.withResolvers<void>();
  const fonts: DrawingChild['fonts'] = { verdicts: [], trying: undefined };
  let current: { id: number; settle: PromiseWithResolvers<DrawnPicture> } | undefined;
  let drawings = 0;
  let ending: { error?: ChartError; why: string } | undefined;
  let lastWords = '';
  ready.promise.catch(() => undefined);

  let stopWatching = watch();
  function watch(): () => void {
    return child.pid === undefined ? () => undefined : watchMemory(child.pid, { bytesMax, everyMs }, tooMuch);
  }
  function tooMuch(bytes: number): void {
    end('GRAPH_OUT_OF_MEMORY', `a drawing process held ${Math.round(bytes / 1024 ** 2)} MiB`);
  }

  function end(code: GraphCode, message: string): void {
    finish({ error: new ChartError(code, message), why: message });
  }

  /** The first reason counts; the rest is what it led to. */
  function finish(reason: { error?: ChartError; why: string }): void {
    if (ending !== undefined) return;
    ending = reason;
    stopWatching();
    const error = reason.error ?? new ChartError('GRAPH_WORKER_LOST', reason.why);
    ready.reject(error);
    current?.settle.reject(error);
    current = undefined;
    child.kill('SIGKILL');
  }

  function heard(word: ChildWord): void {
    if (word.type === 'trying') {
      fonts.trying = word.alias;
    } else if (word.type === 'ready') {
      stopWatching();
      fonts.trying = undefined;
      fonts.verdicts = word.fonts;
      tell({ type: 'child_started', pid: child.pid!, startMs: Math.round(monotonicMs() - began) });
      ready.resolve(word.fonts);
    } else if (word.type === 'unable') {
      fonts.trying = undefined;
      fonts.verdicts = word.fonts;
      end(word.code, word.message);
    } else if (word.id === current?.id) {
      const { settle } = current;
      current = undefined;
      stopWatching();
      if (word.type === 'drawn') settle.resolve(word.picture);
      else settle.reject(new ChartError(word.code, word.message));
    }
  }

  function ended(exit: Omit<Exit, 'lastWords'>): void {
    const code = codeOfExit({ ...exit, lastWords });
    const how = exit.signal === null ? `code ${exit.exitCode}` : exit.signal;
    finish({ error: new ChartError(code, `a drawing process ended with ${how}`), why: `it ended with ${how}` });
    const failure = ending!.error?.code;
    const words = lastWords.trim().slice(-500);
    tell({
      ...{ type: 'child_ended', pid: child.pid, why: ending!.why },
      ...(failure === undefined ? {} : { code: failure }),
      ...(exit.signal === null ? {} : { signal: exit.signal }),
      ...(words === '' ? {} : { lastWords: words }),
    });
    gone.resolve();
  }

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-lastWordsMax);
  });
  child.on('message', word => heard(word as ChildWord));
  // `close`, not `exit`: only then were its last words read.
  child.once('close', (exitCode, signal) => ended({ exitCode, signal }));
  child.once('error', cause => {
    lastWords += String(cause);
    if (child.pid === undefined) ended({ exitCode: null, signal: null });
  });
  // A process that hung up draws no more; how it ends is said by its end, or by us when it does not.
  child.once('disconnect', () => {
    void delay(hangUpMs, undefined, { ref: false }).then(() => end('GRAPH_WORKER_LOST', 'a drawing process hung up'));
  });

  return {
    pid: child.pid,
    get drawings() {
      return drawings;
    },
    async draw(spec) {
      if (ending !== undefined) throw ending.error ?? new ChartError('GRAPH_WORKER_LOST', ending.why);
      const settle = Promise.withResolvers<DrawnPicture>();
      drawings += 1;
      current = { id: drawings, settle };
      stopWatching = watch();
      child.send({ id: drawings, spec }, cause => {
        if (cause !== null)
          void delay(hangUpMs, undefined, { ref: false }).then(() => end('GRAPH_WORKER_LOST', String(cause)));
      });
      return settle.promise;
    },
    end,
    close: why => finish({ why }),
    isAlive: () => ending === undefined,
    residentBytes: () => (child.pid === undefined ? undefined : residentBytes(child.pid)),
    ready: ready.promise,
    gone: gone.promise,
    fonts,
  };
}

/** How long the end of a process may follow its hanging up before it is made to end. */
const hangUpMs = 200;
