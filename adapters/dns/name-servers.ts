import { promises } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type Family, type NameCode, NameError, type NameServers } from '../../actors/name-ports.ts';
import { addressesIn, candidates, type Surroundings, surroundingsIn } from './system-files.ts';

export interface NameServersOptions {
  /** `address` or `address:port`; none: the system's, read anew when asked to. */
  servers: readonly string[];
  /** One try of one server. */
  tryMs: number;
  resolvConf?: string;
  hosts?: string;
}

const serversMax = 10;
const addressesMax = 16;

/**
 * The `NameServers` port on c-ares: no thread of the pool is held, each question goes to one server, once. What stands
 * in the hosts file is found there, as the system itself would.
 */
export async function nameServers(options: NameServersOptions): Promise<NameServers> {
  const { tryMs, resolvConf = '/etc/resolv.conf', hosts = '/etc/hosts' } = options;
  let around: Surroundings = { servers: ['127.0.0.1'], search: [], ndots: 1 };
  await reread();
  return {
    async ask(name, family, turn, signal) {
      const kept = addressesIn(await textOf(hosts), name).filter(address => isIP(address) === family);
      if (kept.length > 0) return { addresses: kept, ttlMs: tryMs };
      const server = around.servers[turn % around.servers.length]!;
      return firstOf(candidates(name, around), each => askOne(each, family, server, signal));
    },
    servers: () => [...around.servers],
    reread,
  };

  async function reread(): Promise<void> {
    const said = surroundingsIn(await textOf(resolvConf));
    const servers = options.servers.length > 0 ? [...options.servers] : said.servers;
    if (servers.length > 0) around = { ...said, servers: servers.slice(0, serversMax) };
  }

  async function askOne(name: string, family: Family, server: string, signal: AbortSignal) {
    signal.throwIfAborted();
    const resolver = new promises.Resolver({ timeout: tryMs, tries: 1 });
    resolver.setServers([server]);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const records = await (family === 4
        ? resolver.resolve4(name, { ttl: true })
        : resolver.resolve6(name, { ttl: true }));
      const found = records.slice(0, addressesMax);
      if (found.length === 0) throw new NameError('NODATA', name);
      return { addresses: found.map(({ address }) => address), ttlMs: 1000 * Math.min(...found.map(({ ttl }) => ttl)) };
    } catch (cause) {
      throw cause instanceof NameError ? cause : new NameError(codeOf(cause), name, { cause });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

/** What is not there is tried under the next name; everything else is the answer. */
async function firstOf<Found>(names: string[], ask: (name: string) => Promise<Found>): Promise<Found> {
  let last: unknown;
  for (const name of names)
    try {
      return await ask(name);
    } catch (error) {
      if (!(error instanceof NameError && error.isAnswer)) throw error;
      last = error;
    }
  throw last;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return ''; // A machine without the file says nothing by it.
  }
}

const codes: Record<string, NameCode> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'NODATA',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  ETIMEOUT: 'TIMEOUT',
  ECANCELLED: 'TIMEOUT',
  ECONNREFUSED: 'UNREACHABLE',
};

function codeOf(error: unknown): NameCode {
  return codes[(error as NodeJS.ErrnoException).code ?? ''] ?? 'FAILED';
}
