import { ViewsCorrupt, ViewsUnavailable } from '../../projections/ports.ts';

/** SQLite's primary result codes (sqlite.org/rescode.html) that speak of the store, not of what was asked of it. */
const storeCodes: Record<number, string> = {
  5: 'another process holds the file: run one program on it',
  6: 'another process holds the file: run one program on it',
  7: 'the machine is out of memory',
  8: 'the file is read-only: check its owner and rights',
  10: 'the disk failed: look at the kernel log',
  13: 'the disk is full: make room, it goes on by itself',
  14: 'the file cannot be opened: check that its folder is there and is yours',
  15: 'another process holds the file: run one program on it',
};
const corruptCodes = new Set([11, 26]);

const codeOf = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
};

/** Whether the store failed, and not what was asked of it. */
export function isEngineError(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (code in storeCodes || corruptCodes.has(code));
}

/** What a caller of the port is given; what is no matter of SQLite stays as it is. */
export function asViewsError(step: string, path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof ViewsUnavailable) return error;
  const message = `${step}: ${(error as Error).message} (${path})`;
  if (corruptCodes.has(code))
    return new ViewsCorrupt(message, { hint: 'They are built again from the log.', cause: error });
  const hint = storeCodes[code] ?? 'the view has not been made yet, or is being built anew: ask again in a moment';
  return new ViewsUnavailable(message, { hint, cause: error });
}

/** The stored checkpoint is not the one this program left. */
export function movedElsewhere(name: string): ViewsUnavailable {
  return new ViewsUnavailable(`the view ${name} was moved on by another process`, {
    hint: 'Run one program on a views file; this one reads it again and goes on.',
  });
}
