/** Requests sent to a thread and not yet answered, oldest first, each with a deadline. */
export interface OpenRequests<Request> {
  /** Gives the request its number; numbers rise. */
  add(request: Request): number;
  /** Takes it out: undefined when it was answered, or gave up waiting, before. */
  take(number: number): Request | undefined;
  /** Takes out all. */
  takeAll(): Request[];
  all(): Iterable<[number, Request]>;
  readonly size: number;
  /** Resolves when none is open. */
  none(): Promise<void>;
}

/** Each request is answered within `deadlineMs`, or taken out and given to `onLate`, to the quarter of it. */
export function openRequests<Request>(deadlineMs: number, onLate: (request: Request) => void): OpenRequests<Request> {
  const open = new Map<number, { request: Request; lateAt: number }>();
  const emptied = new Set<() => void>();
  let last = 0;
  let timer: NodeJS.Timeout | undefined;

  function take(number: number): Request | undefined {
    const found = open.get(number);
    open.delete(number);
    if (open.size === 0) {
      for (const resolve of emptied) resolve();
      emptied.clear();
    }
    return found?.request;
  }
  function lookForLate(): void {
    timer = undefined;
    const now = performance.now();
    for (const [number, { lateAt }] of open) {
      if (lateAt > now) break;
      onLate(take(number)!);
    }
    if (open.size > 0) watch();
  }
  function watch(): void {
    if (timer === undefined) timer = setTimeout(lookForLate, deadlineMs / 4).unref();
  }

  return {
    add(request) {
      last += 1;
      open.set(last, { request, lateAt: performance.now() + deadlineMs });
      watch();
      return last;
    },
    take,
    takeAll: () => Array.from(open.keys(), number => take(number)!),
    all: () => open.entries().map(([number, { request }]) => [number, request] as [number, Request]),
    get size() {
      return open.size;
    },
    none: () => (open.size === 0 ? Promise.resolve() : new Promise(resolve => emptied.add(resolve))),
  };
}
