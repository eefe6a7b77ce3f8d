import { default as test } from 'ava';
import type { Command } from '../../../domain/message.ts';
import { admitted } from '../../../domain/policy/bus-orders.ts';
import type { Access } from '../../../domain/policy/roles.ts';
import { Refusal } from '../../../domain/refusal.ts';

const access: Access = {
  users: [
    { id: 1, name: 'Ada', role: 'admin' },
    { id: 2, name: 'Olu', role: 'operator' },
  ],
  chats: [{ id: -5, role: 'viewer' }],
  terminal: [
    { user: 'deploy', role: 'operator' },
    { user: 'ada', role: 'admin', person: 1 },
  ],
};

const order = (stream: string, type: string, id: string, role = 'admin') =>
  ({ id: 'x', stream, type, data: {}, actor: { id, role } }) as unknown as Command;

test('[P13] a person has the lesser of two roles in a chat, and their own elsewhere; a claim never raises it', t => {
  const roleOf = (command: Command) => admitted(command, access).actor.role;
  t.is(roleOf(order('chat-1', 'ReceiveText', 'tg:1')), 'admin');
  t.is(roleOf(order('chat--5', 'ReceiveText', 'tg:1')), 'viewer');
  t.is(roleOf(order('job-A', 'Approve', 'tg:2')), 'operator');
  t.is(roleOf(order('job-A', 'Approve', 'tg:1', 'viewer')), 'viewer');
  t.is(roleOf(order('job-A', 'Resume', 'cli:deploy')), 'operator');
});

test('[I1] a person at the terminal and in the chat is one pair of eyes', t => {
  t.deepEqual(admitted(order('job-A', 'Approve', 'cli:ada'), access).actor, { id: 'tg:1', role: 'admin' });
});

test('[P13] nobody known, the program’s own orders, and orders that carry what they must not say are refused', t => {
  const refused = [
    order('job-A', 'Approve', 'tg:3'),
    order('job-A', 'Approve', 'cli:root'),
    order('job-A', 'Approve', 'system:policy', 'system'),
    order('job-A', 'Approve', 'ada'),
    order('chat-1', 'ReceiveText', 'cli:deploy'),
    order('chat-2', 'ReceiveText', 'tg:1'),
    order('chat-1', 'GiveAnswer', 'tg:1'),
    order('chat-1', 'TellChat', 'tg:1'),
    order('job-A', 'RequestJob', 'tg:1'),
    order('job-A', 'Succeed', 'tg:1'),
    order('job-A', 'Follow', 'tg:1'),
    order('outbox-1', 'RecordDelivered', 'tg:1'),
    order('gateway-1', 'ReceiveUpdates', 'tg:1'),
    order('process-x', 'NoteService', 'tg:1'),
  ];
  for (const one of refused) {
    const refusal = t.throws(() => admitted(one, access), { instanceOf: Refusal }, `${one.stream} ${one.type}`);
    t.is((refusal as Refusal).code, 'unauthorized');
  }
});
