import { commandIdOf } from '../../domain/gateway/route.ts';
import type { Instant, RecordedEvent } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { decode } from '../../domain/upcast.ts';
import { type PastEvent, type PastPorts, pastEvent } from './ports.ts';
import { positionBefore } from './position-at.ts';

/** One event of a window; `cause`: the place in the list of the event it followed from. */
export interface IncidentEvent extends PastEvent {
  cause: number | null;
}

/** Everything that happened in a window, on one time axis. */
export interface Incident {
  from: Instant;
  to: Instant;
  /** In the order of the log. */
  events: IncidentEvent[];
  /** The streams that had events, in the order of their first. */
  streams: { stream: string; events: number; warnings: number; errors: number }[];
  /** By code, most frequent first. */
  codes: { code: string; count: number }[];
  /** What an operator looks at first: trouble, and starts and ends of the program. */
  standOut: IncidentEvent[];
  /** There were more events than are held: the window ends with the last one shown. */
  cut: boolean;
}

const eventsMax = 5_000;
const standOutMax = 200;
const longestMs = 31 * 86_400_000;

/** @throws {Refusal} `invalid_request` for a window that ends before it begins, or is longer than a month. */
export async function incident(from: Instant, to: Instant, { log, words }: PastPorts): Promise<Incident> {
  const length = Date.parse(to) - Date.parse(from);
  if (!(length > 0 && length <= longestMs))
    throw new Refusal('invalid_request', 'A window ends after it begins, and within 31 days.', {
      hint: 'For example from 2026-11-21T02:00:00Z to 2026-11-21T04:00:00Z.',
    });
  const before = await positionBefore(log, from);
  const events: IncidentEvent[] = [];
  const causes = new Map<string, number>();
  let cut = false;
  const after = before === undefined ? {} : { after: before };
  reading: for await (const page of log.readAll({ ...after, limit: eventsMax + 1 }))
    for (const event of page) {
      if (event.recordedAt > to) break reading;
      cut = events.length === eventsMax;
      if (cut) break reading;
      const handles = handlesOf(event);
      const shown = pastEvent(decode(event).event, words);
      events.push({ ...shown, cause: causeOf(shown.causationId, handles, causes) });
      remember(event, handles, events.length - 1, causes);
    }
  return { from, to, events, ...summary(events), cut };
}

/** The reply and the command it is about. */
function handlesOf({ type, data }: RecordedEvent): string[] {
  const commandId = type === 'UpdateReceived' ? commandIdOf(data.updateId as number) : data.commandId;
  return [
    ...(typeof data.replyId === 'string' ? [`reply ${data.replyId}`] : []),
    ...(typeof commandId === 'string' ? [`command ${commandId}`] : []),
  ];
}

function causeOf(causationId: string, handles: readonly string[], causes: ReadonlyMap<string, number>): number | null {
  for (const handle of [causationId, ...handles]) {
    const found = causes.get(handle);
    if (found !== undefined) return found;
  }
  return null;
}

function remember(event: RecordedEvent, handles: readonly string[], index: number, causes: Map<string, number>): void {
  causes.set(event.id, index);
  for (const handle of handles) if (!causes.has(handle)) causes.set(handle, index);
  // What a received message leads to names its command as the cause.
  if (event.type === 'UpdateReceived') causes.set(commandIdOf(event.data.updateId as number), index);
}

const lifeOfTheProgram = /^(Process|Freeze|Alert(Raised|Cleared)|BurnAlert|Mode)/;

function summary(events: readonly IncidentEvent[]): Pick<Incident, 'streams' | 'codes' | 'standOut'> {
  const streams = new Map<string, Incident['streams'][number]>();
  const codes = new Map<string, number>();
  for (const { stream, level, code } of events) {
    const row = streams.get(stream) ?? { stream, events: 0, warnings: 0, errors: 0 };
    row.events += 1;
    if (level === 'warn') row.warnings += 1;
    if (level === 'error') row.errors += 1;
    streams.set(stream, row);
    if (code !== null) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const standOut = events.filter(({ level, type }) => level !== 'info' || lifeOfTheProgram.test(type));
  return {
    streams: [...streams.values()],
    codes: [...codes].map(([code, count]) => ({ code, count })).sort((one, other) => other.count - one.count),
    standOut: standOut.slice(0, standOutMax),
  };
}
