import type { ChatRecord, Person } from './records.ts';

/** The people of a new sandbox. `role` is a label for the page: the sandbox itself grants nothing. */
export const seedUsers = [
  { id: 1001, firstName: 'Ada', username: 'ada_sandbox', role: 'admin' },
  { id: 1002, firstName: 'Olu', username: 'olu_sandbox', role: 'operator' },
  { id: 1003, firstName: 'Vera', username: 'vera_sandbox', role: 'viewer' },
  { id: 1004, firstName: 'Piet', username: 'piet_sandbox', role: 'approver' },
  { id: 1999, firstName: 'Sam', username: 'sam_sandbox', role: 'stranger' },
] as const satisfies readonly Person[];

/** A supergroup with Ada (its administrator), Olu, Vera and Piet. */
export const opsRoomId = -1000000002001;

/** A forum group of the same four, with two topics. */
export const engineeringForumId = -1000000002002;

/** `message_thread_id` of the forum's topics. */
export const seedTopics = { deploys: 2, incidents: 3 } as const;

/** The bot's token when none is given: the sandbox's own, good for nothing elsewhere. */
export const seedToken = '7000000001:sandbox_token_that_opens_nothing_0';

/** How the bot calls itself in a new sandbox. */
export const seedBot = { firstName: 'Binnacle', username: 'binnacle_sandbox_bot' } as const;

const team = [1001, 1002, 1003, 1004];

/** The chats of a new sandbox: one private chat per person (its id is the person's), a group and a forum. */
export const seedChats: readonly ChatRecord[] = [
  ...seedUsers.map(privateChat),
  {
    chat: { id: opsRoomId, type: 'supergroup', title: 'Ops room' },
    members: team,
    administrators: [1001],
    topics: [],
    bot: 'member',
  },
  {
    chat: { id: engineeringForumId, type: 'supergroup', title: 'Engineering', is_forum: true },
    members: team,
    administrators: [1001],
    topics: [
      { id: seedTopics.deploys, name: 'Deploys', iconColor: 0x6fb9f0 },
      { id: seedTopics.incidents, name: 'Incidents', iconColor: 0xfb6f5f },
    ],
    bot: 'member',
  },
];

/** The private chat of a person with the bot. */
export function privateChat(person: Person): ChatRecord {
  return {
    chat: {
      id: person.id,
      type: 'private',
      first_name: person.firstName,
      ...(person.username === undefined ? {} : { username: person.username }),
    },
    members: [person.id],
    administrators: [],
    topics: [],
    bot: 'member',
  };
}
