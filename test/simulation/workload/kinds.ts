import { people, rooms, strangers } from '../engines/settings.ts';
import { messageOf, pressOf, type Sent, type Speaker, type Unnumbered, written } from './updates.ts';
import { anyone, type Kind, type Level, levelOf, levels, received } from './who.ts';
import { askedWork } from './work-kinds.ts';

const isPrivate = ({ userId, chatId }: Speaker) => userId === chatId;

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
