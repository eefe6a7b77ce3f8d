import { z } from 'zod';
import { categoryOf, type StreamName } from '../ids.ts';
import type { JsonObject, NewEvent, RecordedEvent } from '../message.ts';
import { personalFields, shownInViews } from './fields.ts';

/** Whose key it is: `tg:<user>`, or `chat:<id>` for what is nobody's own. */
export type Subject = `tg:${number}` | `chat:${string}`;

/** Keys and a cipher. `about` is bound to what is sealed: it opens nowhere else. */
export interface KeyRing {
  /** Makes the key of a subject where there is none, and keeps it, before anything is sealed with it. */
  seal(subject: Subject, about: string, text: string): string;
  /** None: the key was destroyed. */
  open(subject: Subject, about: string, sealed: string): string | undefined;
}

const sealed = z.object({ subject: z.string().regex(/^(tg:\d+|chat:-?\d+)$/), text: z.string() });

/** The event with its personal fields sealed; the same where it has none. */
export function sealEvent(stream: StreamName, event: NewEvent, ring: KeyRing): NewEvent {
  const fields = personalFields[event.type];
  const subject = fields === undefined ? undefined : subjectOf(stream, event);
  if (fields === undefined || subject === undefined) return event;
  const [hidden, data]: [JsonObject, JsonObject] = [{}, {}];
  for (const [name, value] of Object.entries(event.data)) (name in fields ? hidden : data)[name] = value;
  if (Object.keys(hidden).length === 0) return event;
  const text = ring.seal(subject, aboutOf(stream, event), JSON.stringify(hidden));
  return { ...event, data: { ...data, sealed: { subject, text } } };
}

/** As views read: what none of them shows is not opened, and has its placeholders whether the key is there or not. */
export function viewedEvent(event: RecordedEvent, ring: KeyRing): RecordedEvent {
  return openEvent(event, shownInViews.has(event.type) ? ring : noKeys);
}

const noKeys: Pick<KeyRing, 'open'> = { open: () => undefined };

/** The event as it was before it was sealed; with placeholders where the key is gone. */
export function openEvent(event: RecordedEvent, ring: Pick<KeyRing, 'open'>): RecordedEvent {
  if (!('sealed' in event.data) || !(event.type in personalFields)) return event;
  const { sealed: found, ...data } = event.data;
  const parsed = sealed.safeParse(found);
  if (!parsed.success) return event;
  const { subject, text } = parsed.data;
  const opened = ring.open(subject as Subject, aboutOf(event.stream, event), text);
  const fields = opened === undefined ? placeholders(event.type) : (JSON.parse(opened) as JsonObject);
  return { ...event, data: { ...data, ...fields } };
}

function placeholders(type: string): JsonObject {
  const entries = Object.entries(personalFields[type]!).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as JsonObject;
}

const aboutOf = (stream: StreamName, { id, type }: Pick<NewEvent, 'id' | 'type'>) => `${stream}/${type}/${id}`;

/** A chat's title is the chat's; all else belongs to whoever began the chain of it, where that is a person. */
function subjectOf(stream: StreamName, { type, metadata }: NewEvent): Subject | undefined {
  const { id } = metadata.actor;
  if (type !== 'ChatOpened' && /^tg:\d+$/.test(id)) return id as Subject;
  return categoryOf(stream) === 'chat' ? `chat:${stream.slice('chat-'.length)}` : undefined;
}
