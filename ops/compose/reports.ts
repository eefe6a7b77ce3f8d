import { systemAgent } from '../../actors/actor.ts';
import type { Log, Random } from '../../actors/ports.ts';
import type { RefusedMessage } from '../../actors/receive.ts';
import type { ActorSystem, Supervision } from '../../actors/system.ts';
import type { Parked, Poison } from '../../adapters/nats/reports.ts';
import type { StreamName } from '../../domain/ids.ts';

/** What happens to the parts of the program, told to the streams that remember it. */
export interface Reports extends Supervision {
  order(stream: StreamName, type: string, data: Record<string, unknown>): ReturnType<ActorSystem['tell']>;
  onPoison(poison: Poison): void;
  onParked(parked: Parked): void;
  refused(message: RefusedMessage): void;
  took(count: number, oldestMs: number): void;
}

/** None of these may hold up or fail what it tells of: a report that cannot be recorded is logged. */
export function reports(system: () => ActorSystem, random: Random, log: Log): Reports {
  const order: Reports['order'] = (stream, type, data) => {
    const id = `system-${random.uuid()}`;
    const actor = systemAgent(stream);
    return system().tell({ id, stream, type, data, correlationId: id, causationId: id, actor, traffic: 'real' });
  };
  const tell = (stream: StreamName, type: string, data: Record<string, unknown>) => {
    Promise.resolve()
      .then(() => order(stream, type, data))
      .catch(err => log.warn({ stream, type, err }, 'a report could not be recorded'));
  };
  const short = (cause: unknown, max: number) => String(cause instanceof Error ? cause.message : cause).slice(0, max);
  return {
    order,
    onPoison: ({ code, subject, sha256, bytes }) =>
      tell('dependency-bus', 'NoteRefusedMessage', { code, subject, sha256, bytes }),
    onParked: ({ cause, detail, subject, deliveries }) =>
      tell('dependency-bus', 'NoteParkedMessage', { subject, cause: short(`${cause}: ${detail}`, 300), deliveries }),
    refused: message => tell('dependency-bus', 'NoteRefusedMessage', { ...message }),
    took: (count, oldestMs) => tell('dependency-bus', 'NoteTakenFromLog', { count, oldestMs: Math.round(oldestMs) }),
    restarted: (stream, cause) => tell('dependency-actors', 'NoteRestartedActor', { stream, cause: short(cause, 600) }),
    parked: (stream, cause, parkMs) =>
      tell('dependency-actors', 'NoteParkedActor', {
        stream,
        cause: short(cause, 600),
        until: new Date(Date.now() + parkMs).toISOString(),
      }),
  };
}
