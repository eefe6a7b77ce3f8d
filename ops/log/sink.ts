import { writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { longestSecret, scrub } from './scrub.ts';

/** The last door of a stream of text. */
export interface Sink {
  write(chunk: string | Uint8Array): void;
  /** Lets out what is held back of an unfinished line. */
  flush(): void;
}

/** A line longer than this leaves in parts. */
const lineMax = 256 * 1024;

/**
 * Hands text on in whole lines and without secrets, also where a secret, or a letter, was cut in two by the
 * writer. Keeps at most one unfinished line of 256 KiB; of a longer one, only its end is held back.
 */
export function scrubbedLines(out: (text: string) => void): Sink {
  const decoder = new StringDecoder('utf8');
  let open = '';
  return {
    write(chunk) {
      open += typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
      const end = open.lastIndexOf('\n') + 1;
      if (end > 0) {
        out(scrub(open.slice(0, end)));
        open = open.slice(end);
      }
      if (open.length > lineMax) {
        const clean = scrub(open);
        const kept = Math.min(clean.length, longestSecret());
        out(clean.slice(0, clean.length - kept));
        open = clean.slice(clean.length - kept);
      }
    },
    flush() {
      const rest = open + decoder.end();
      open = '';
      if (rest !== '') out(scrub(rest));
    },
  };
}

/** Writes all of a text to a file descriptor before it returns; waits for a full pipe. A closed one is let be. */
export function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  for (let tries = 0; rest.length > 0 && tries < 1000; ) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
      tries = 0;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EPIPE') return; // Nobody reads any more, and there is nowhere left to say so.
      if (code !== 'EAGAIN') throw cause;
      tries += 1;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));
