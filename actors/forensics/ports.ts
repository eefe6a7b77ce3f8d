import type { Aggregate } from '../../domain/aggregate.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import type { Fact } from '../../domain/upcast.ts';

/** The log as it is looked back on. */
export interface PastLog {
  readStream(
    stream: StreamName,
    options?: { from?: bigint; backwards?: boolean; limit?: number },
  ): AsyncIterable<RecordedEvent[]>;
  /** After a position, in order. */
  readAll(options?: { after?: bigint; limit?: number }): AsyncIterable<RecordedEvent[]>;
  head(): Promise<bigint | undefined>;
}

export interface Words {
  level: 'info' | 'warn' | 'error';
  code: string | null;
  text: string;
}

export interface PastPorts {
  log: PastLog;
  /** The machines that streams are folded by. */
  kinds: Record<string, Aggregate>;
  /** An event in words, without payloads. */
  words(event: Fact): Words;
}

/** An event as it is shown. */
export interface PastEvent extends Words {
  position: string;
  stream: string;
  revision: string;
  id: string;
  type: string;
  at: string;
  actor: string;
  role: string;
  correlationId: string;
  causationId: string;
}

export function pastEvent(event: RecordedEvent, words: PastPorts['words']): PastEvent {
  const { id, type, stream, revision, position, recordedAt: at, metadata } = event;
  const { actor, correlationId, causationId } = metadata;
  const place = { position: String(position), stream, revision: String(revision) };
  return { ...place, id, type, at, actor: actor.id, role: actor.role, correlationId, causationId, ...words(event) };
}
