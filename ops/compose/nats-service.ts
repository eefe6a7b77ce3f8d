import { randomUUID } from 'node:crypto';
import type { PastLog } from '../../actors/forensics/ports.ts';
import { serveService } from '../../adapters/nats/service.ts';
import type { Caller, ServiceAnswers } from '../../adapters/nats/service-endpoints.ts';
import type { WorkLink } from '../../adapters/nats/work-link.ts';
import type { Config } from '../config.ts';
import type { Inside } from '../program/inside.ts';
import { systemClock as clock } from '../system-time.ts';
import { version } from '../version.ts';
import { answersOf } from './http-answers.ts';

/** Opens the NATS service on a running program. */
export function natsServiceSide(config: Config, inside: Inside, past: PastLog, link: WorkLink): { stop(): void } {
  return serveService(link, {
    version: version().split('+')[0]!,
    answers: serviceAnswers(config, inside, past),
    role: config.bus.callerRole,
    clock,
    uuid: randomUUID,
  });
}

/** The questions that HTTP answers too, and faults. */
function serviceAnswers(config: Config, inside: Inside, past: PastLog): ServiceAnswers {
  const answers = answersOf(inside, past, config);
  const { faults } = inside;
  const asking = ({ role, correlationId }: Caller) => ({ by: { id: 'nats:operator', role }, correlationId });
  return {
    snapshot: asked => answers.ops({ windowMinutes: undefined, ...asked }),
    slo: () => answers.slo({}),
    async queue() {
      const [jobs, work] = await Promise.all([answers.jobCounts({}), answers.openWork({})]);
      return { jobs, work };
    },
    jobs: asked => answers.jobs({ limit: undefined, state: undefined, class: undefined, ...asked }),
    trace: asked => answers.trace(asked),
    audit: asked => answers.audit({ actor: undefined, limit: undefined, ...asked }),
    log: asked => answers.log(asked as Parameters<typeof answers.log>[0]),
    idem: asked => answers.idempotency(asked),
    replay: ({ stream, at, count }) => answers.streamPast({ stream, until: at, count }),
    inject: (asked, caller) => faults.inject(asked, asking(caller)),
    list: async () => ({ faults: faults.list() }),
    clear: async ({ faultId }, caller) => ({ cleared: await faults.clear(faultId, asking(caller)) }),
  };
}
