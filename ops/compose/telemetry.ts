import { join } from 'node:path';
import type { Samples } from '../../actors/answers/sample-ports.ts';
import type { Log } from '../../actors/ports.ts';
import type { Sampler } from '../../actors/sampling/sampling-ports.ts';
import { simulatedSampler } from '../../actors/sampling/simulated-sampler.ts';
import { anySampler } from '../../adapters/host/any-host.ts';
import type { ManagedServer } from '../../adapters/nats/managed-server.ts';
import { fixedDoor, neighbourDoor, type SampleDoor } from '../../adapters/nats/sample-door.ts';
import { natsSampleReceiver } from '../../adapters/nats/sample-link.ts';
import { sqliteSamples } from '../../adapters/sqlite/samples.ts';
import type { Config } from '../config.ts';
import type { Telemetry } from '../program/telemetry.ts';
import { systemClock as clock } from '../system-time.ts';

/** Samples: taken here, arriving from agents, kept. */
export interface TelemetrySide {
  samples: Samples;
  /** Of this machine; none where this process has no agent's role. */
  sampler: Sampler | undefined;
  /** Begins to take what agents send over the program's own nats-server, or over the configured one. */
  listenOn(server: ManagedServer | undefined): Telemetry['listen'];
  close(): Promise<void>;
}

export async function telemetrySide(config: Config, build: string, log: Log): Promise<TelemetrySide> {
  const { path, hostsMax } = config.samples;
  const samples = await sqliteSamples({ path, clock, log, limits: { hostsMax } });
  return {
    samples,
    sampler: config.roles.includes('agent') ? samplerOf(config, build) : undefined,
    listenOn: server => (take, onChange) => {
      const door = server === undefined ? busDoor(config) : fixedDoor(server.url, server.credentials);
      return natsSampleReceiver({ door, name: `binnacle ${config.instanceName} samples`, log, take, onChange });
    },
    close: () => samples.close(),
  };
}

export function samplerOf({ agent }: Config, build: string): Sampler {
  const identity = { host: agent.name, build, everyMs: agent.everyMs };
  return agent.mode === 'simulated' ? simulatedSampler(identity, agent.seed, clock) : anySampler(identity);
}

/** Where an agent alone sends its samples: to a program on this machine, or to the configured NATS. */
export function agentDoor(config: Config): SampleDoor {
  return config.agent.join === undefined ? busDoor(config) : neighbourDoor(join(config.agent.join, 'nats'));
}

function busDoor({ bus: { servers, credentialsFile } }: Config): SampleDoor {
  return fixedDoor(servers, credentialsFile === undefined ? undefined : { credentialsFile });
}
