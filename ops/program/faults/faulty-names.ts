import { NameError } from '../../../actors/name-ports.ts';
import type { NamesSide } from '../guarded/names.ts';
import type { Through } from './through.ts';

/** Questions to name servers, each of which can be hit; as long as a server may take, so long one hangs. */
export function faultyNames(side: NamesSide, through: Through, deadlineMs: number): NamesSide {
  const { servers } = side;
  return {
    ...side,
    servers: {
      ...servers,
      ask(name, family, turn, signal) {
        const failure = (kind: string, words: string) =>
          new NameError(kind === 'hang' ? 'TIMEOUT' : 'SERVFAIL', name, { cause: new Error(words) });
        const ways = { failure, hangMaxMs: deadlineMs };
        return through('dns.resolve', ways, () => servers.ask(name, family, turn, signal), signal);
      },
    },
  };
}
