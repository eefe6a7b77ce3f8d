import type { RecordedEvent } from '../domain/message.ts';
import type { EventLog } from './ports.ts';

/** What is recorded about a person, as lines of JSON. */
export interface Held {
  /** One event a line, the oldest first. */
  lines: string;
  /** How many there are, also those that had no room. */
  count: number;
  cut: boolean;
}

export interface HeldOptions {
  /** Lines that go past it have no room. */
  bytesMax: number;
  /** Between two pages. */
  pause?: () => Promise<void>;
  open?: (event: RecordedEvent) => RecordedEvent;
}

/** Reads the whole log: everything by this person, of the private chat, or that names the person. */
export async function heldAbout(
  log: Pick<EventLog, 'readAll'>,
  userId: number,
  { bytesMax, pause = async () => {}, open = event => event }: HeldOptions,
): Promise<Held> {
  const held: Held = { lines: '', count: 0, cut: false };
  let bytes = 0;
  for await (const page of log.readAll()) {
    for (const event of page) {
      if (!isAbout(event, userId)) continue;
      held.count += 1;
      const line = `${lineOf(open(event))}\n`;
      bytes += Buffer.byteLength(line);
      if (bytes > bytesMax) held.cut = true;
      else held.lines += line;
    }
    await pause();
  }
  return held;
}

function isAbout({ stream, data, metadata }: RecordedEvent, userId: number): boolean {
  const agent = `tg:${userId}`;
  if (metadata.actor.id === agent || data.userId === userId) return true;
  if (stream === `chat-${userId}` || stream === `outbox-${userId}` || stream === `person-${userId}`) return true;
  return [data.by, data.requestedBy].some(who => (who as { id?: string } | undefined)?.id === agent);
}

function lineOf({ stream, revision, position, type, data, recordedAt, metadata }: RecordedEvent): string {
  const { correlationId } = metadata;
  return JSON.stringify({
    at: recordedAt,
    stream,
    revision: String(revision),
    position: String(position),
    type,
    correlationId,
    data,
  });
}
