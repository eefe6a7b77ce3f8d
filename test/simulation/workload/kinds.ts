import { people, rooms, strangers } from '../engines/settings.ts';
import type { Chance } from '../kernel/chance.ts';
import {
  type Expected,
  type Moment,
  messageOf,
  pressOf,
  type Sent,
  type Speaker,
  type Unnumbered,
  written,
} from './updates.ts';

/** One way to send something. */
type Kind = (chance: Chance, moment: Moment) => Sent;

const levels = { viewer: 0, operator: 1, approver: 2, admin: 3 };
type Level = keyof typeof levels;
const roomLevel: Record<number, Level> = { [rooms.ops]: 'admin', [rooms.lounge]: 'viewer' };

/** The lesser of the person's and the room's. */
function levelOf({ userId, chatId }: Speaker): number {
  const [role] = Object.entries(people).find(([, id]) => id === userId)! as [Level, number];
  return Math.min(levels[role], userId === chatId ? 3 : levels[roomLevel[chatId]!]);
}

export function anyone(chance: Chance): Speaker {
  const userId = chance.pick(Object.values(people));
  return { userId, chatId: chance.number() < 0.7 ? userId : chance.pick([rooms.ops, rooms.lounge]) };
}

const isPrivate = ({ userId, chatId }: Speaker) => userId === chatId;
const received = (...ends: string[]): Expected => ({ door: 'UpdateReceived', ends });

/** Commands by the least role; `/trace`, `/idem` and `/replay` without their argument ask for it. */
const commands: [name: string, rest: string, least: Level, end: string][] = [
  ['start', '', 'viewer', 'answered'],
  ['help', '', 'viewer', 'answered'],
  ['help', 'nothing', 'viewer', 'refused:not_found'],
  ['cpu', '', 'viewer', 'answered'],
  ['status', '', 'viewer', 'answered'],
  ['health', '', 'viewer', 'answered'],
  ['temp', '', 'viewer', 'refused:not_on_this_host'],
  ['services', '', 'viewer', 'refused:deadline_exceeded'],
  ['uptime', '@elsewhere', 'viewer', 'refused'],
  ['alerts', '', 'viewer', 'answered'],
  ['hosts', '', 'viewer', 'answered'],
  ['recent', 'cpu>85 10m', 'viewer', 'answered'],
  ['export', 'cpu 10m', 'viewer', 'either'],
  ['mute', '30s', 'operator', 'answered'],
  ['mute', '30s cpu @simulated', 'operator', 'either'],
  ['unmute', '', 'operator', 'answered'],
  ['ack', 'simulated-ram', 'operator', 'acknowledged'],
  ['trace', 'tg-1', 'viewer', 'either'],
  ['trace', '', 'viewer', 'asked'],
  ['idem', 'tg-1', 'viewer', 'either'],
  ['idem', '', 'viewer', 'asked'],
  ['log', '5', 'operator', 'answered'],
  ['log', '9999', 'operator', 'refused:invalid_request'],
  ['reset', 'enough', 'operator', 'answered'],
  ['audit', '', 'approver', 'answered'],
  ['replay', 'chat-1001', 'approver', 'either'],
  ['replay', '', 'approver', 'asked'],
];

/** Ends that depend on what the machine does at that moment. */
const several: Record<string, string[]> = {
  acknowledged: ['answered', 'refused:illegal_transition', 'refused:not_found'],
};

const command: Kind = (chance, moment) => {
  const speaker = anyone(chance);
  const [name, rest, least, end] = chance.pick(commands);
  const allowed = levelOf(speaker) >= levels[least];
  const text = written(speaker, name, rest);
  const ends = end === 'refused:invalid_request' ? [end] : allowed ? (several[end] ?? [end]) : ['refused:forbidden'];
  return { what: text, speaker, update: { message: messageOf(speaker, moment, { text }) }, ...received(...ends) };
};

/** What may come of asking for work, or of deciding on it: as many people want it at once as the seed says. */
const work: [text: string, ends: string[]][] = [
  ['run peek', ['answered']],
  ['run peek 5', ['answered']],
  ['run poke', ['answered']],
  ['run heavy 2', ['answered']],
  ['run heavy 3', ['answered']],
  ['run again', ['answered']],
  ['run again', ['answered']],
  ['run heavy', ['answered']],
  ['run again', ['answered']],
  ['run gateless', ['answered']],
  ['run grave', ['answered']],
  ['run heavy 4 --key monday', ['answered', 'refused:idempotency_conflict']],
  ['run heavy 5 --key monday', ['answered', 'refused:idempotency_conflict']],
  ['run peek --key monday', ['answered', 'refused:idempotency_conflict']],
  ['run peek 77', ['refused:invalid_request']],
  ['run denied', ['refused:policy_blocked']],
  ['run nothing', ['refused:not_found', 'refused:invalid_request']],
  ['run', ['asked']],
  ['check tcp 192.0.2.7:80', ['answered']],
  ['check http https://example.org', ['answered']],
  ['check', ['asked']],
  ['list', ['answered']],
  ['board', ['answered']],
  ['approve 0123456789', ['refused:not_found', 'refused:forbidden']],
  ['why 0123456789', ['refused:not_found']],
];
/** So many or so heavy just now. */
const passing = ['queue_saturated', 'read_only', 'service_degraded', 'circuit_open', 'bulkhead_full'].map(
  code => `refused:${code}`,
);
const rights: Record<string, Level> = {
  run: 'operator',
  check: 'operator',
  list: 'viewer',
  board: 'viewer',
  approve: 'approver',
  why: 'viewer',
};

const askedWork: Kind = (chance, moment) => {
  const mayAsk = chance.number() < 0.8;
  const userId = chance.pick([people.operator, people.admin, people.approver]);
  const speaker = mayAsk ? { userId, chatId: chance.number() < 0.8 ? userId : rooms.ops } : anyone(chance);
  const [line, ends] = chance.pick(work);
  const allowed = levelOf(speaker) >= levels[rights[line.split(' ', 1)[0]!]!];
  const [name, ...rest] = line.split(' ');
  const text = written(speaker, name!, rest.join(' '));
  const right = allowed ? [...ends, ...passing] : ['refused:forbidden'];
  return { what: text, speaker, update: { message: messageOf(speaker, moment, { text }) }, ...received(...right) };
};

/** Work that takes approvals and a resume. */
export const heavyWork: Kind = (chance, moment) => {
  const userId = chance.pick([people.operator, people.operator, people.admin]);
  const speaker = { userId, chatId: userId };
  const text = written(speaker, 'run', chance.pick(['heavy 1', 'heavy 6', 'again', 'grave']));
  const right = ['answered', ...passing];
  return { what: text, speaker, update: { message: messageOf(speaker, moment, { text }) }, ...received(...right) };
};

const words: Kind = (chance, moment) => {
  const speaker = anyone(chance);
  const text = chance.pick(['hello', 'tg-5', 'what is this?', 'chat-1001', '🚢 ahoy']);
  const end = isPrivate(speaker) ? 'refused:unknown_command' : 'ignored';
  return {
    what: text,
    speaker,
    update: { message: messageOf(speaker, moment, { text }) },
    ...received(end, 'dialogue'),
  };
};

const unknownCommand: Kind = (chance, moment) => {
  const speaker = anyone(chance);
  const text = '/frobnicate';
  const end = isPrivate(speaker) ? 'refused:unknown_command' : 'ignored';
  return { what: text, speaker, update: { message: messageOf(speaker, moment, { text }) }, ...received(end) };
};

const edited: Kind = (chance, moment) => {
  const speaker = anyone(chance);
  const text = written(speaker, 'cpu');
  const message = messageOf(speaker, moment, { text, edit_date: moment.dateS });
  return {
    what: `${text} (edited)`,
    speaker,
    update: { edited_message: message },
    ...received('refused:invalid_request'),
  };
};

const photo: Kind = (chance, moment) => {
  const speaker = anyone(chance);
  const end = isPrivate(speaker) ? 'refused:unsupported_media_type' : 'ignored';
  return {
    what: 'a photo',
    speaker,
    update: { message: messageOf(speaker, moment, { photo: [{}] }) },
    ...received(end),
  };
};

const pressed: Kind = (chance, moment) => {
  const speaker = anyone(chance);
  const data = chance.pick(['v1:run:cpu', 'v1:run:start', 'v1:pick:0123456789:0', 'v0:old', 'v1:run:nothing', '']);
  const callbackId = `press-${moment.messageId}`;
  const ends = [
    'answered',
    'refused:button_expired',
    'refused:dialogue_gone',
    'refused:unknown_command',
    'refused:forbidden',
  ];
  return { what: `presses ${data}`, speaker, update: pressOf(speaker, moment, data, callbackId), ...received(...ends) };
};

const aside = (what: string, speaker: Speaker, update: Unnumbered): Sent => ({
  ...{ what, speaker, update },
  door: 'UpdateSetAside',
  ends: [],
});

const setAside: Kind = (chance, moment) => {
  const speaker = anyone(chance);
  const message = (more: Unnumbered) => ({ message: messageOf(speaker, moment, { text: '/reset', ...more }) });
  return chance.pick([
    () => aside('a forward', speaker, message({ forward_origin: { type: 'user' } })),
    () => aside('by way of a bot', speaker, message({ via_bot: { id: 5 } })),
    () => aside('an anonymous admin', speaker, message({ sender_chat: { id: speaker.chatId } })),
    () => aside('another bot', speaker, message({ from: { id: speaker.userId, is_bot: true } })),
    () => aside('a channel post', speaker, { channel_post: { message_id: 1 } }),
    () => aside('a membership', speaker, { my_chat_member: {} }),
  ])();
};

const stranger: Kind = (chance, moment) => {
  const outside = chance.pick(strangers);
  const speaker = chance.pick([
    { userId: outside, chatId: outside },
    { userId: outside, chatId: rooms.ops },
    { userId: people.admin, chatId: rooms.strange },
  ]);
  const text = '/reset now';
  const update = { message: messageOf(speaker, moment, { text }) };
  return { what: `a stranger's ${text}`, speaker, update, door: 'StrangerTurnedAway', ends: [] };
};

const garbage: Kind = chance => {
  const speaker = { userId: 0, chatId: 0 };
  const update = chance.pick<Unnumbered>([
    { message: 'not a message' },
    { message: { message_id: 1, date: -5, chat: { id: 'x', type: 'private' } } },
    { something_new: { a: 1 } },
    { message: { text: 'x'.repeat(40_000) } },
    { callback_query: { id: '', from: {} } },
  ]);
  return { what: 'garbage', speaker, update, door: 'UpdateQuarantined', ends: [] };
};

/** With how often each is drawn. */
const weighted: [Kind, number][] = [
  [command, 30],
  [askedWork, 60],
  [words, 8],
  [unknownCommand, 4],
  [edited, 4],
  [photo, 4],
  [pressed, 10],
  [setAside, 6],
  [stranger, 6],
  [garbage, 4],
];
const bag = weighted.flatMap(([kind, weight]) => Array<Kind>(weight).fill(kind));

export const draw: Kind = (chance, moment) => chance.pick(bag)(chance, moment);
