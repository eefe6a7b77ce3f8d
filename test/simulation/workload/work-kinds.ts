import { people, rooms } from '../engines/settings.ts';
import { messageOf, written } from './updates.ts';
import { anyone, type Kind, type Level, levelOf, levels, received } from './who.ts';

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

export const askedWork: Kind = (chance, moment) => {
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
