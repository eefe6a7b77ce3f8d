import { systemAgent } from '../../actors/actor.ts';
import type { Clock, Log, Random } from '../../actors/ports.ts';
import type { RefusedMessage } from '../../actors/receive.ts';
import type { ActorSystem, Supervision } from '../../actors/system.ts';
import type { StreamName } from '../../domain/ids.ts';
import { plusMs } from '../../domain/instants.ts';

/** A bus message that could not be read. */
export interface UnreadableMessage {
  code: 'invalid_json' | 'payload_too_large' | 'unsupported_media_type';
  subject: string;
  sha256: string;
  bytes: number;
}

/** A bus message that failed every delivery. */
export interface SetAsideMessage {
  cause: string;
  detail: string;
  subject: string;
  deliveries: number;
}

/** What happens to the parts of the program, told to the streams that remember it. */
export interface Reports extends Supervision {
  order(stream: StreamName, type: string, data: Record<string, unknown>): ReturnType<ActorSystem['tell']>;
  /** Orders to one stream. */
  on(stream: StreamName): (type: string, data: Record<string, unknown>) => ReturnType<ActorSystem['tell']>;
  onPoison(message: UnreadableMessage): void;
  onParked(message: SetAsideMessage): void;
  refused(message: RefusedMessage): void;
  took(count: number, oldestMs: number): void;
  /** The views lost the log, or follow it again after so many tries. */
  projecting(notice: { type: string; cause?: string; failures?: number }): void;
  /** Charts cannot be drawn, and why; or they can. */
  drawing(cause: string | undefined): void;
  /** From when on there is a system to tell. */
  through(means: { clock: Clock; random: Random; log: Log }): void;
}

/** A subscription that comes and goes is told at most so often. */
const resumedEveryMs = 60_000;

/** None of these may hold up or fail what it tells of: a report that cannot be recorded is logged. */
export function reports(system: () => ActorSystem): Reports {
  const means = Promise.withResolvers<{ clock: Clock; random: Random; log: Log }>();
  const order: Reports['order'] = async (stream, type, data) => {
    const id = `system-${(await means.promise).random.uuid()}`;
    const actor = systemAgent(stream);
    return system().tell({ id, stream, type, data, correlationId: id, causationId: id, actor, traffic: 'real' });
  };
  const tell = (stream: StreamName, type: string, data: Record<string, unknown>) => {
    order(stream, type, data).catch(async err => {
      (await means.promise).log.warn({ stream, type, err }, 'a report could not be recorded');
    });
  };
  let interrupted = '';
  let resumedMs = Number.NEGATIVE_INFINITY;
  return {
    order,
    on: stream => (type, data) => order(stream, type, data),
    through: means.resolve,
    drawing: cause =>
      cause === undefined
        ? tell('dependency-renderer', 'NoteReturn', {})
        : tell('dependency-renderer', 'NoteLoss', { cause }),
    onPoison: ({ code, subject, sha256, bytes }) =>
      tell('dependency-bus', 'NoteRefusedMessage', { code, subject, sha256, bytes }),
    onParked: ({ cause, detail, subject, deliveries }) =>
      tell('dependency-bus', 'NoteParkedMessage', { subject, cause: short(`${cause}: ${detail}`, 300), deliveries }),
    refused: message => tell('dependency-bus', 'NoteRefusedMessage', { ...message }),
    took: (count, oldestMs) => tell('dependency-bus', 'NoteTakenFromLog', { count, oldestMs: Math.round(oldestMs) }),
    async projecting({ type, cause = '', failures = 1 }) {
      if (type === 'ProjectingInterrupted') interrupted = short(cause, 300);
      if (type !== 'ProjectingResumed') return;
      const nowMs = (await means.promise).clock.monotonicMs();
      if (nowMs - resumedMs < resumedEveryMs) return;
      resumedMs = nowMs;
      tell('dependency-eventstore', 'NoteSubscriptionResumed', { failures, cause: interrupted });
    },
    restarted: (stream, cause) => tell('dependency-actors', 'NoteRestartedActor', { stream, cause: short(cause, 600) }),
    async parked(stream, cause, parkMs) {
      const until = plusMs((await means.promise).clock.now(), parkMs);
      tell('dependency-actors', 'NoteParkedActor', { stream, cause: short(cause, 600), until });
    },
  };
}

function short(cause: unknown, max: number): string {
  return String(cause instanceof Error ? cause.message : cause).slice(0, max);
}
