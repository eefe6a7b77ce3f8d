import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '@fast-check/ava';
import { categoryOf, type StreamName } from '../../domain/ids.ts';
import type { JsonObject, NewEvent } from '../../domain/message.ts';

/** Events for tests: valid by today's schemas, with ids from small pools so that they meet. */

export interface Placed {
  stream: StreamName;
  event: NewEvent;
}

const at = '2026-03-01T00:00:00.000Z';
const later = '2026-03-01T00:00:30.000Z';
const by = (userId = 7) => ({ id: `tg:${userId}`, role: 'operator' });

let drawn = 0;

export function newEvent(type: string, data: JsonObject, meta: { chain?: string; cause?: string } = {}): NewEvent {
  drawn += 1;
  const correlationId = meta.chain ?? 'tg-1';
  return {
    id: `00000000-0000-4000-8000-${String(drawn).padStart(12, '0')}`,
    type,
    data,
    metadata: {
      correlationId,
      causationId: meta.cause ?? correlationId,
      actor: { id: 'tg:7', role: 'operator' },
      schema: 1,
      build: '0.1.0+test',
      config: '0123456789ab',
      traffic: 'synthetic',
    },
  };
}

type Meta = { chain?: string; cause?: string };

/** Of command `tg-<n>` unless said otherwise, in chat `chatId`. */
export const given = {
  received: (n: number, chatId: number): Placed => ({
    stream: 'gateway-bot',
    event: newEvent(
      'UpdateReceived',
      { updateId: n, chatId, userId: 7, role: 'operator', update: { n }, at },
      { chain: `tg-${n}` },
    ),
  }),
  replayed: (n: number): Placed => ({
    stream: 'gateway-bot',
    event: newEvent('IdempotentReplay', { key: `tg-${n}`, at }, { chain: `tg-${n}` }),
  }),
  stranger: (n: number): Placed => ({
    stream: 'gateway-bot',
    event: newEvent(
      'StrangerTurnedAway',
      { updateId: n, kind: 'message', chatId: 66, userId: 66, at },
      { chain: `tg-${n}` },
    ),
  }),
  opened: (n: number, chatId: number) => inChat(chatId, n, 'ChatOpened', { chatId, kind: 'private', title: 'Ann', at }),
  accepted: (n: number, chatId: number) =>
    inChat(chatId, n, 'CommandAccepted', {
      commandId: `tg-${n}`,
      name: 'status',
      args: {},
      by: by(),
      place: {},
      at,
      deadlineAt: later,
    }),
  answered: (n: number, chatId: number, meta: Meta = {}) =>
    inChat(chatId, n, 'CommandAnswered', { commandId: `tg-${n}`, name: 'status', at, durationMs: 12 }, meta),
  refused: (n: number, chatId: number, name = 'audit') =>
    inChat(chatId, n, 'CommandRefused', {
      ...{ commandId: `tg-${n}`, name, by: by(), code: 'forbidden', message: 'Only for approvers.' },
      ...{ hint: 'Ask one.', told: true, at },
    }),
  quarantined: (n: number, chatId: number) =>
    inChat(chatId, n, 'CommandQuarantined', { commandId: `tg-${n}`, name: 'status', cause: 'a bug', at }),
  ignored: (n: number, chatId: number) =>
    inChat(chatId, n, 'MessageIgnored', { commandId: `tg-${n}`, reason: 'small talk', at }),
  asked: (n: number, chatId: number) =>
    inChat(chatId, n, 'DialogueAsked', {
      ...{ dialogueId: `d${n}`, commandId: `tg-${n}`, name: 'trace', args: {}, asks: 'id', choices: [] },
      ...{ by: by(), place: {}, at, expiresAt: later },
    }),
  dialogueEnded: (n: number, chatId: number) =>
    inChat(chatId, n, 'DialogueEnded', { dialogueId: `d${n}`, reason: 'complete', at }),
  moved: (n: number, chatId: number) => inChat(chatId, n, 'ChatMigrated', { toChatId: -100, at }),
  reply: (n: number, chatId: number, index = 0, meta: Meta = {}) =>
    inChat(
      chatId,
      n,
      'ReplyRequested',
      {
        ...{ replyId: `tg-${n}/${index}`, commandId: `tg-${n}`, action: { type: 'send', place: {}, silent: false } },
        ...{ reply: { blocks: [{ type: 'heading', text: 'OK' }], buttons: [] }, at },
      },
      meta,
    ),
  delivered: (n: number, chatId: number, index = 0, last = true) =>
    inOutbox(chatId, n, 'Delivered', { ...delivery(n, index), last, messageId: 1000 + n, at, durationMs: 80 }),
  abandoned: (n: number, chatId: number, index = 0) =>
    inOutbox(chatId, n, 'DeliveryAbandoned', { ...delivery(n, index), code: 'unreachable', cause: 'blocked', at }),
  unreachable: (n: number, chatId: number) => inOutbox(chatId, n, 'ChatUnreachable', { cause: 'blocked', at }),
  started: (instance: string): Placed =>
    inProcess(instance, 'ProcessStarted', {
      ...{ instance, pid: 1, host: 'ship', node: 'v24', previous: { exit: 'none' }, at },
    }),
  stopped: (instance: string): Placed => inProcess(instance, 'ProcessStopped', { drainMs: 5, at }),
  crashed: (instance: string, by: string): Placed =>
    inProcess(by, 'CrashRecorded', { instance, hash: 'abc', message: 'boom', at }),
  /** By a program that does not exist yet. */
  fromTomorrow: (n: number): Placed => ({ stream: `chat-${n}`, event: newEvent('ChatPainted', { colour: n }) }),
};

const delivery = (n: number, index: number) => ({ replyId: `tg-${n}/${index}`, revision: '0', part: 0 });

function inChat(chatId: number, n: number, type: string, data: JsonObject, meta: Meta = {}): Placed {
  return { stream: `chat-${chatId}`, event: newEvent(type, data, { chain: `tg-${n}`, ...meta }) };
}

function inOutbox(chatId: number, n: number, type: string, data: JsonObject): Placed {
  return { stream: `outbox-${chatId}`, event: newEvent(type, data, { chain: `tg-${n}`, cause: `tg-${n}/0` }) };
}

function inProcess(instance: string, type: string, data: JsonObject): Placed {
  return { stream: `process-${instance}`, event: newEvent(type, data, { chain: `system-${instance}` }) };
}

const makers: ((n: number, chatId: number) => Placed)[] = [
  given.received,
  given.replayed,
  given.stranger,
  given.opened,
  given.accepted,
  given.answered,
  given.refused,
  given.quarantined,
  given.ignored,
  given.asked,
  given.dialogueEnded,
  given.moved,
  given.reply,
  given.delivered,
  given.abandoned,
  given.unreachable,
  n => given.started(`run${n}`),
  n => given.stopped(`run${n}`),
  n => given.crashed(`run${n}`, `run${n + 1}`),
  given.fromTomorrow,
];

/** An event of each type and version that was ever written, as it lies in the corpus, in three streams of its kind. */
const corpus = join(import.meta.dirname, '../corpus');
const written = readdirSync(corpus)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(join(corpus, name), 'utf8')) as NewEvent & { stream: StreamName });

function fromCorpus(index: number, n: number): Placed {
  const { stream, type, data, metadata } = written[index % written.length]!;
  const made = newEvent(type, data);
  return { stream: `${categoryOf(stream)}-${n % 3}`, event: { ...made, metadata: { ...metadata } } };
}

/** Any events in any order, whether they make sense together or not. */
export const anyHistory = (maxLength: number): fc.Arbitrary<Placed[]> =>
  fc.array(
    fc
      .tuple(fc.nat({ max: makers.length - 1 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom(1, 2, -100))
      .chain(([maker, n, chatId]) =>
        fc.option(fc.nat({ max: written.length - 1 }), { freq: 2 }).map(index => {
          return index === null ? makers[maker]!(n, chatId) : fromCorpus(index, n);
        }),
      ),
    { maxLength },
  );
