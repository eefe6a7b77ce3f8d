import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sendSamples } from '../../actors/sampling/send-samples.ts';
import { takeSamples } from '../../actors/sampling/take-samples.ts';
import { fileSampleSpool } from '../../adapters/files/sample-spool.ts';
import { natsSampleLink } from '../../adapters/nats/sample-link.ts';
import type { Program } from '../compose.ts';
import type { Config } from '../config.ts';
import type { ProcessLog } from '../log.ts';
import { systemClock as clock, systemTimers as timers } from '../system-time.ts';
import { agentDoor, samplerOf } from './telemetry.ts';

/**
 * An agent alone: samples this machine and sends them, for as long as it runs. It has no event log and no Telegram; what
 * nobody takes waits in `<dataDirectory>/samples.spool`.
 */
export function composeAgent(config: Config, build: string, log: ProcessLog): Program {
  const { agent, dataDirectory } = config;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const spool = fileSampleSpool({ path: join(dataDirectory, 'samples.spool'), samplesMax: agent.spoolMax, log });
  const link = natsSampleLink({ door: agentDoor(config), name: `binnacle agent ${agent.name}`, log });
  const sender = sendSamples(link, spool, log);
  const stop = takeSamples(samplerOf(config, build), agent.everyMs, sender.took, { clock, timers, log });
  log.info({ host: agent.name, everyMs: agent.everyMs, mode: agent.mode }, 'sampling this machine');
  return {
    pageUrl: undefined,
    async stop() {
      stop();
      await link.close();
    },
  };
}
