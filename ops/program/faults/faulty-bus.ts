import { BusUnavailable, type Delivery } from '../../../actors/ports.ts';
import type { Engines } from '../engines.ts';
import type { Through } from './through.ts';

/** The bus, but that publishing and deliveries can be hit. */
export function faultyBus(bus: Engines['bus'], through: Through, publishTimeoutMs: number): Engines['bus'] {
  const failure = (_: string, words: string) => new BusUnavailable(words);
  return {
    ...bus,
    publish(command, messageId) {
      const duplicate = async (call: () => Promise<void>) => {
        await call();
        await bus.publish(command, `${messageId}:again`);
      };
      const ways = { hangMaxMs: publishTimeoutMs, failure, drop: async () => {}, duplicate };
      return through('bus.publish', ways, () => bus.publish(command, messageId));
    },
    consume: handle =>
      bus.consume(delivery => {
        const ways = {
          failure,
          drop: async () => {},
          async duplicate(call: () => Promise<void>) {
            await call();
            await call();
          },
          corrupt: () => handle(garbled(delivery)),
        };
        return through('bus.deliver', ways, () => handle(delivery));
      }),
  };
}

/** The first half of its fields: no command any more. */
function garbled({ command, attempt }: Delivery): Delivery {
  const fields = Object.entries(command as object);
  return { command: Object.fromEntries(fields.slice(0, fields.length >> 1)), attempt };
}
