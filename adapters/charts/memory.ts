import { readFileSync } from 'node:fs';

/** Resident memory of a process; `undefined` where the system does not say it, or the process is gone. */
export function residentBytes(pid: number): number | undefined {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    // Gone, or no Linux: V8's own limit of the process remains.
    return undefined;
  }
}

/** Calls `tooMuch` once when the process holds more than `bytesMax`; returns how to stop looking. */
export function watchMemory(
  pid: number,
  { bytesMax, everyMs }: { bytesMax: number; everyMs: number },
  tooMuch: (bytes: number) => void,
): () => void {
  const timer = setInterval(() => {
    const bytes = residentBytes(pid);
    if (bytes === undefined || bytes <= bytesMax) return;
    clearInterval(timer);
    tooMuch(bytes);
  }, everyMs);
  return () => clearInterval(timer);
}
