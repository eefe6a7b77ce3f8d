import type { Aggregate } from '../../domain/aggregate.ts';
import type { EventStore } from '../ports.ts';
import type { Answer } from './answer.ts';
import { auditAnswer } from './history/audit.ts';
import { idemAnswer } from './history/idem.ts';
import { logAnswer } from './history/log.ts';
import { replayAnswer } from './history/replay.ts';
import { traceAnswer } from './history/trace.ts';
import { hostAnswers } from './host/host-answers.ts';
import type { Host } from './host-ports.ts';
import { budgetAnswer } from './operations/budget.ts';
import { sloAnswer } from './operations/slo.ts';
import type { AnswerQueries } from './query-ports.ts';
import { healthAnswer } from './service/health.ts';
import { statusAnswer } from './service/status.ts';
import type { Vitals } from './vitals-ports.ts';

export interface AnswerSources {
  host: Host;
  vitals: Vitals;
  queries: AnswerQueries;
  store: Pick<EventStore, 'readStream'>;
  /** Whose machines fold the streams that are replayed. */
  kinds: Record<string, Aggregate>;
}

/** One answer for each command of the registry that is answered outside of the chat. A test compares the two. */
export function everyAnswer({ host, vitals, queries, store, kinds }: AnswerSources): Record<string, Answer> {
  return {
    ...hostAnswers(host),
    status: statusAnswer(vitals, queries),
    health: healthAnswer(vitals),
    trace: traceAnswer(queries),
    audit: auditAnswer(queries),
    log: logAnswer(queries),
    idem: idemAnswer(queries),
    slo: sloAnswer(queries),
    budget: budgetAnswer(queries),
    replay: replayAnswer(store, kinds),
  };
}
