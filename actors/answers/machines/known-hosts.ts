import { Refusal } from '../../../domain/refusal.ts';
import type { SampledHost, Samples } from '../sample-ports.ts';

/**
 * The machines that are meant: each by its whole name, in any case. None said: this machine, or the first there is.
 * @throws {Refusal} `not_found`, naming those there are.
 */
export async function hostsMeant(
  samples: Pick<Samples, 'hosts'>,
  asked: readonly string[],
  thisHost: string,
): Promise<SampledHost[]> {
  const known = await samples.hosts();
  const named = (name: string) => known.find(({ host }) => host.toLowerCase() === name.toLowerCase());
  if (asked.length === 0) {
    const own = named(thisHost) ?? known[0];
    if (own === undefined)
      throw new Refusal('not_found', 'There are no samples yet.', { hint: 'The first ones come within a minute.' });
    return [own];
  }
  return asked.map(name => named(name) ?? unknown(name, known));
}

function unknown(name: string, known: SampledHost[]): never {
  const list = known.map(({ host }) => `@${host}`).slice(0, 20);
  throw new Refusal('not_found', `No machine called @${name.slice(0, 60)} has sent samples.`, {
    hint: list.length === 0 ? 'None has sent any yet.' : `There are: ${list.join(' ')}.`,
  });
}
