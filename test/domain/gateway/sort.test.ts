import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { chatCommands } from '../../../domain/chat/commands.ts';
import { gatewayCommands } from '../../../domain/gateway/commands.ts';
import { commandOf } from '../../../domain/gateway/route.ts';
import { sortUpdate } from '../../../domain/gateway/sort.ts';
import { command } from '../../../domain/message.ts';
import { noon } from '../given.ts';
import { access, message, press, update } from './updates.ts';

const typeOf = (raw: unknown) => sortUpdate(raw, access).type;

test('[R-215] a known user in a known place is let in with the lesser of both roles', t => {
  t.like(sortUpdate(update(1), access), { type: 'UpdateReceived', role: 'admin', chatId: 1001 });
  const inGroup = update(2, { chat: { id: -1001, type: 'supergroup', title: 'Ops' } });
  t.like(sortUpdate(inGroup, access), { type: 'UpdateReceived', role: 'operator' });
  const viewer = update(3, { chat: { id: -1001, type: 'group' }, from: { id: 1003, is_bot: false } });
  t.like(sortUpdate(viewer, access), { type: 'UpdateReceived', role: 'viewer' });
});

test('[D-24] [R-215] strangers, and known users in strange places, are turned away without their words', t => {
  const secret = 'my very own words';
  for (const raw of [
    update(1, { from: { id: 666, is_bot: false }, chat: { id: 666, type: 'private' }, text: secret }),
    update(2, { chat: { id: -666, type: 'group', title: secret }, text: secret }),
    update(3, { chat: { id: 1003, type: 'private' }, text: secret }),
    press(4, { from: { id: 666, is_bot: false }, data: secret }),
  ]) {
    t.is(typeOf(raw), 'StrangerTurnedAway');
    t.notRegex(JSON.stringify(sortUpdate(raw, access)), /own words/);
  }
});

test('[P13] forwards, words by way of a bot, channel posts, anonymous admins and bots are set aside', t => {
  t.is(typeOf(update(1, { forward_origin: { type: 'user' } })), 'UpdateSetAside');
  t.is(typeOf(update(2, { via_bot: { id: 5 } })), 'UpdateSetAside');
  t.is(typeOf({ update_id: 3, channel_post: message() }), 'UpdateSetAside');
  t.is(typeOf(update(4, { sender_chat: { id: -1001 } })), 'UpdateSetAside');
  t.is(typeOf(update(5, { from: { id: 1001, is_bot: true } })), 'UpdateSetAside');
  t.is(typeOf(update(6, { from: undefined })), 'UpdateSetAside');
  t.is(typeOf(press(7, { message: undefined })), 'UpdateSetAside');
});

test('[T10] what cannot be read is quarantined with its hash, and its number where it has one', t => {
  for (const raw of [null, 7, 'text', [], {}, { update_id: 'x' }, { update_id: -1 }, { update_id: 1.5 }])
    t.like(sortUpdate(raw, access), { type: 'UpdateQuarantined' }, JSON.stringify(raw));
  for (const raw of [{ update_id: 9 }, { update_id: 9, new_kind: {} }, { update_id: 9, message: { text: 7 } }])
    t.like(sortUpdate(raw, access), { type: 'UpdateQuarantined', updateId: 9 }, JSON.stringify(raw));
  t.like(sortUpdate(update(9, { text: 'x'.repeat(40_000) }), access), { type: 'UpdateQuarantined', updateId: 9 });
});

test('[T10] [D-23] any JSON whatever gives an order that the inbox takes', async t => {
  await fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(), (junk, id) => {
      for (const raw of [
        junk,
        { update_id: id, message: junk },
        { update_id: id, callback_query: junk },
        update(id, { text: junk }),
      ])
        t.true(gatewayCommands.ReceiveUpdates.safeParse({ updates: [sortUpdate(raw, access)] }).success);
    }),
    { numRuns: 2_000 },
  );
});

test('[P1] an update that was let in gives the same command each time, in a shape its chat takes', t => {
  const replyable = [
    update(1),
    update(2, { text: undefined, photo: [] }),
    update(3, { message_thread_id: 7, text: 'words' }),
    update(4, { migrate_to_chat_id: -1009, text: undefined }),
    { update_id: 5, edited_message: message({ edit_date: 1_795_000_000 }) },
    press(6),
  ];
  for (const raw of replyable) {
    const sorted = sortUpdate(raw, access);
    t.is(sorted.type, 'UpdateReceived');
    const fact = { ...sorted, at: noon } as Parameters<typeof commandOf>[0];
    const order = commandOf(fact, 'event');
    t.deepEqual(commandOf(structuredClone(fact), 'event'), order);
    t.true(command.safeParse(order).success);
    t.true(chatCommands[order.type as keyof typeof chatCommands].safeParse(order.data).success, order.type);
  }
});

test('[T10] [T-23] JSON nested thousands deep is quarantined, not walked', t => {
  let deep: unknown = 'x';
  for (let level = 0; level < 50_000; level++) deep = [deep];
  for (const raw of [deep, { update_id: 9, message: deep }, update(9, { text: deep })])
    t.like(sortUpdate(raw, access), { type: 'UpdateQuarantined' });
  t.like(sortUpdate({ update_id: 9, message: deep }, access), {
    updateId: 9,
    reason: 'it nests deeper than 32 levels',
  });
});
