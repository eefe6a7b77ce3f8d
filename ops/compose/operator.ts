import { join } from 'node:path';
import { ask, listen, publish, type Said } from '../../adapters/nats/ask-service.ts';
import { neighbourDoor, type SampleDoor } from '../../adapters/nats/sample-door.ts';
import type { Config } from '../config.ts';
import { busDoor } from './workers.ts';

/** Where an operator's tools find the NATS of this configuration, and as whom. */
function operatorDoor(config: Config): SampleDoor {
  const { bus, dataDirectory } = config;
  return bus.mode === 'managed' ? neighbourDoor(join(dataDirectory, 'nats'), 'operator') : busDoor(config);
}

/** What an operator does at NATS from a terminal. Each rejects with a `Refusal`. */
export function operator(config: Config) {
  const door = operatorDoor(config);
  return {
    ask: (said: Said, timeoutMs: number) => ask(door, said, timeoutMs),
    publish: (said: Said, count: number) => publish(door, said, count),
    listen: (subject: string, options: Parameters<typeof listen>[2]) => listen(door, subject, options),
  };
}
