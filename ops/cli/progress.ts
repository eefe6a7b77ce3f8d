/** A line that says how far long work has come: on a terminal only, on standard error, and gone at the end. */
export interface Progress {
  to(done: number, whole: number): void;
  end(): void;
}

const everyMs = 100;
const cells = 24;

export function progress(what: string, out: NodeJS.WriteStream = process.stderr): Progress {
  let toldMs = Number.NEGATIVE_INFINITY;
  const beganMs = performance.now();
  return {
    to(done, whole) {
      const nowMs = performance.now();
      if (!out.isTTY || nowMs - toldMs < everyMs) return;
      toldMs = nowMs;
      out.write(`\r\x1b[2K${progressLine(what, done, whole, nowMs - beganMs)}`);
    },
    end() {
      if (out.isTTY) out.write('\r\x1b[2K');
    },
  };
}

/** `verifying  ████████░░░░  33 %  1.2 M of 3.6 M  4 s left`. */
export function progressLine(what: string, done: number, whole: number, elapsedMs: number): string {
  const share = whole <= 0 ? 1 : Math.min(1, done / whole);
  const full = Math.floor(share * cells);
  const leftMs = share > 0 ? (elapsedMs * (1 - share)) / share : 0;
  const left = elapsedMs < 1000 || share === 0 ? '' : `  ${Math.ceil(leftMs / 1000)} s left`;
  const bar = '█'.repeat(full) + '░'.repeat(cells - full);
  return `${what}  ${bar}  ${Math.floor(share * 100)} %  ${short(done)} of ${short(whole)}${left}`;
}

function short(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1_000_000 ? `${Math.round(count / 1000)} k` : `${(count / 1_000_000).toFixed(1)} M`;
}
