import { promises } from 'node:dns';
import { isIP } from 'node:net';
import type { Result } from '../../domain/job/work.ts';
import type { Json } from '../../domain/message.ts';
import type { ProbeTarget, RecordType } from '../../domain/probe/target.ts';
import { cleanLine } from '../terminal/clean.ts';
import { probeFailed } from './failures.ts';
import type { Look } from './look.ts';
import { stopwatch } from './stopwatch.ts';

/** One try of one name server; it is tried twice. */
const tryMs = 2000;
const recordsMax = 20;

/** Asks for each type at once. Some of them may not be there; when none is, the look has failed. */
export async function lookAtName(
  { name, types }: ProbeTarget & { kind: 'dns' },
  { signal, nameServers }: Look,
): Promise<Result> {
  const resolver = new promises.Resolver({ timeout: tryMs, tries: 2 });
  if (nameServers.length > 0) resolver.setServers(nameServers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const watch = stopwatch();
  try {
    const answers = await Promise.allSettled(types.map(type => ask(resolver, name, type)));
    signal.throwIfAborted();
    const found = answers.flatMap((answer, index) =>
      answer.status === 'fulfilled' ? [{ type: types[index]!, records: answer.value }] : [],
    );
    if (found.length === 0) throw (answers[0] as PromiseRejectedResult).reason;
    const missing = answers.flatMap((answer, index) =>
      answer.status === 'rejected' ? [{ type: types[index]!, code: probeFailed(answer.reason).failure.code }] : [],
    );
    const totalMs = watch.soFar();
    const shown = found.map(
      ({ type, records }) => `${type} ${records.slice(0, 3).map(short).join(', ')}${records.length > 3 ? ', …' : ''}`,
    );
    return {
      summary: `${name}: ${shown.join('; ')} (${totalMs} ms)`.slice(0, 600),
      data: { found, missing, servers: resolver.getServers(), totalMs },
    };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function ask(resolver: InstanceType<typeof promises.Resolver>, name: string, type: RecordType): Promise<Json[]> {
  const records =
    type === 'PTR' && isIP(name) !== 0 ? await resolver.reverse(name) : await byType(resolver, name, type);
  return (Array.isArray(records) ? records : [records]).slice(0, recordsMax).map(cleaned);
}

function byType(resolver: InstanceType<typeof promises.Resolver>, name: string, type: RecordType): Promise<unknown> {
  if (type === 'A') return resolver.resolve4(name, { ttl: true });
  if (type === 'AAAA') return resolver.resolve6(name, { ttl: true });
  return resolver.resolve(name, type);
}

/** Whoever owns a name decides what stands in its records. */
function cleaned(record: unknown): Json {
  if (typeof record === 'string') return cleanLine(record).slice(0, 300);
  if (Array.isArray(record)) return record.slice(0, recordsMax).map(cleaned);
  if (record === null || typeof record !== 'object') return record as Json;
  // Some records repeat their type, which stands beside them.
  const fields = Object.entries(record).filter(([key]) => key !== 'type');
  return Object.fromEntries(fields.map(([key, value]) => [key, cleaned(value)]));
}

function short(record: Json): string {
  if (record === null || typeof record !== 'object') return String(record);
  if (Array.isArray(record)) return record.join('');
  const { address, exchange, priority, ttl, ...rest } = record;
  if (address !== undefined) return String(address);
  if (exchange !== undefined) return `${priority} ${exchange}`;
  return Object.values(rest).join(' ');
}
