/**
 * Work that several ask for at once is done once. `work` is called off when everyone who waits for it has gone; who
 * goes gets the reason of its signal, at once.
 */
export function sharing<Value>(): (
  key: string,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Value>,
) => Promise<{ value: Value; isFirst: boolean }> {
  const underWay = new Map<string, { result: Promise<Value>; waiting: number; nobody: AbortController }>();

  return async (key, signal, work) => {
    const shared = underWay.get(key);
    const job = shared ?? begin(key, work);
    job.waiting += 1;
    try {
      return { value: await unlessAborted(job.result, signal), isFirst: shared === undefined };
    } finally {
      job.waiting -= 1;
      if (job.waiting === 0) {
        if (underWay.get(key) === job) underWay.delete(key);
        job.nobody.abort(new DOMException('nobody waits for it any more', 'AbortError'));
      }
    }
  };

  function begin(key: string, work: (signal: AbortSignal) => Promise<Value>) {
    const nobody = new AbortController();
    const job = { result: work(nobody.signal), waiting: 0, nobody };
    underWay.set(key, job);
    // Those who wait are told; a failure that nobody waits for is nobody's.
    job.result.catch(() => undefined);
    return job;
  }
}

async function unlessAborted<Value>(result: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return result;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([result, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
