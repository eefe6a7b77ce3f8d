import { isIP } from 'node:net';
import type { Names } from '../../actors/names.ts';
import { lookupBy } from '../../adapters/dns/lookup.ts';
import { nameServers } from '../../adapters/dns/name-servers.ts';
import type { TelegramClientOptions } from '../../adapters/telegram/client.ts';
import type { Config } from '../config.ts';
import type { NamesSide } from '../program/guarded/names.ts';

/** The way to Telegram by name. None where it is an address, this machine or the sandbox: nothing has to be found. */
export async function namesSide({
  telegram,
  dns,
  dependencies,
}: Config): Promise<(NamesSide & { reach: Pick<TelegramClientOptions, 'lookup' | 'met'> }) | undefined> {
  const watched = new URL(telegram.apiRoot).hostname.replace(/^\[|\]$/g, '');
  if (telegram.mode === 'sandbox' || isIP(watched) !== 0 || watched === 'localhost') return undefined;
  // The server's own time ends first: then it is known who did not answer.
  const tryMs = Math.max(50, dependencies.dns.deadlineMs - 100);
  const { promise, resolve } = Promise.withResolvers<Names>();
  return {
    servers: await nameServers({ servers: dns.servers, tryMs }),
    watched,
    use: resolve,
    reach: {
      lookup: lookupBy(async name => (await promise).addresses(name)),
      met: (name, family, went) => void promise.then(names => names.met(name, family, went)),
    },
  };
}
