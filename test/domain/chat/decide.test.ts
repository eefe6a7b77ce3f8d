import { default as test } from 'ava';
import { commandsFor, registry } from '../../../domain/commands/registry.ts';
import { after, noon, vera } from '../given.ts';
import { accepted, answered, chat, inGroup, opened, pressed, text } from './orders.ts';

test('[P14] a command that the chat can answer is accepted, answered and shown in one decision', t => {
  chat().when(text('/start')).then(t, 'ChatOpened', 'CommandAccepted', 'CommandAnswered', 'ReplyRequested');
});

test('[A-14] a command that needs the outside is accepted with a deadline and answered later', t => {
  const facts = chat(opened).when(text('/cpu')).facts();
  t.deepEqual(
    facts.map(({ type }) => type),
    ['CommandAccepted'],
  );
  t.is(facts[0]!.deadlineAt as string, after(30));
});

test('[P1] [A-02] a command that was taken gives nothing the second time, whatever came of it', t => {
  chat(opened, accepted('tg-1')).when(text('/cpu')).then(t);
  chat(opened, accepted('tg-1'), answered('tg-1')).when(text('/cpu')).then(t);
});

test('[P13] [R-205] a role below the command is refused with the role it takes', t => {
  const [refused, shown] = chat(opened)
    .when(text('/reset', { by: vera }))
    .facts();
  t.is(refused!.code as string, 'forbidden');
  t.regex(String(refused!.message), /operator/);
  t.is(shown!.type, 'ReplyRequested');
});

for (const role of ['viewer', 'operator', 'approver', 'admin'] as const)
  test(`[P13] [T-25] a ${role} may run exactly what the registry gives the role, typed or pressed`, t => {
    const allowed = new Set(commandsFor(role).map(({ name }) => name));
    for (const { name } of registry)
      for (const order of [text(`/${name}`), pressed(`v1:run:${name}`)]) {
        const facts = chat(opened)
          .when({ ...order, by: { id: 'tg:5', role } })
          .facts();
        const forbidden = facts.some(fact => fact.type === 'CommandRefused' && fact.code === 'forbidden');
        t.is(forbidden, !allowed.has(name), `${role} /${name}`);
      }
  });

test('[R-210] an unknown command is refused with what was probably meant', t => {
  const [refused] = chat(opened).when(text('/cpuu')).facts();
  t.is(refused!.code as string, 'unknown_command');
  t.regex(String(refused!.hint), /\/cpu/);
});

test('another bot’s command and small talk in a group are ignored, and the log says why', t => {
  chat(opened).when(text('/help@other_bot', inGroup)).then(t, 'MessageIgnored');
  chat(opened).when(text('/nonsense', inGroup)).then(t, 'MessageIgnored');
  chat(opened).when(text('good morning', inGroup)).then(t, 'MessageIgnored');
  chat(opened).when(text('/status@binnacle_bot', inGroup)).then(t, 'CommandAccepted');
  chat(opened).when(text('/nonsense@binnacle_bot', inGroup)).then(t, 'CommandRefused', 'ReplyRequested');
});

test('[R-213] what is no text is refused in private and ignored in a group', t => {
  const photo = { ...text(''), type: 'ReceiveOther', what: 'photo' };
  t.is(chat(opened).when(photo).facts()[0]!.code as string, 'unsupported_media_type');
  chat(opened)
    .when({ ...photo, ...inGroup })
    .then(t, 'MessageIgnored');
});

test('[R-210] an edited command is not run again, and its author is told so', t => {
  t.is(
    chat(opened)
      .when(text('/cpu', { edited: true }))
      .facts()[0]!.code as string,
    'invalid_request',
  );
});

test('a pressed button is acknowledged first, and its answer replaces the pressed message', t => {
  const [first, , , shown] = chat(opened).when(pressed('v1:run:start')).facts();
  t.deepEqual(first!.action, { type: 'acknowledge', callbackId: 'cb-1' });
  t.deepEqual(shown!.action, { type: 'edit', messageId: 11 });
});

test('[R-216] [P13] a forged or outdated button is refused and starts nothing', t => {
  for (const data of [
    '',
    'v0:run:cpu',
    'v1:run:',
    'v1:frob:x',
    'v1:run:cpu extra words',
    '💥'.repeat(16),
    'v1:pick:none:0',
  ]) {
    const facts = chat(opened).when(pressed(data)).facts();
    t.true(
      facts.some(({ type }) => type === 'CommandRefused'),
      data,
    );
    t.false(
      facts.some(({ type }) => type === 'CommandAccepted'),
      data,
    );
  }
});

test('[P14] an answer ends its command once; a second answer finds nothing open', t => {
  const answer = { type: 'GiveAnswer', id: 'tg-1/answer', commandId: 'tg-1', reply: { blocks: [], buttons: [] } };
  chat(opened, accepted('tg-1')).when(answer).then(t, 'CommandAnswered', 'ReplyRequested');
  chat(opened, accepted('tg-1'), answered('tg-1')).when(answer).then(t);
});

test('[A-42] an answer is recorded with the flags that were read for it, and does as they say', t => {
  const answer = { type: 'GiveAnswer', id: 'tg-1/answer', commandId: 'tg-1', reply: { blocks: [], buttons: [] } };
  const flags = (on: boolean) => [{ flag: 'quote-answers', on, because: 'share' }];
  const of = (on: boolean) =>
    chat(opened, accepted('tg-1'))
      .when({ ...answer, flags: flags(on) })
      .facts();
  const [quoting, plain] = [of(true), of(false)];
  t.deepEqual(quoting[0]!.flags, flags(true));
  t.like(quoting[1]!.action, { type: 'send', quote: true });
  t.deepEqual(plain[0]!.flags, flags(false));
  t.false('quote' in (plain[1]!.action as object));
});

test('[K-43] [P14] a command past its deadline ends in deadline_exceeded, shown with its id', t => {
  const order = {
    type: 'RefuseAnswer',
    id: 'x',
    commandId: 'tg-1',
    code: 'deadline_exceeded',
    message: 'late',
    hint: 'again',
  };
  const [refused, shown] = chat(opened, accepted('tg-1')).when(order).facts();
  t.is(refused!.code as string, 'deadline_exceeded');
  t.regex(JSON.stringify(shown!.reply), /tg-1/);
});

test('[A-16] several commands are open at once, each with its own deadline', t => {
  const { state } = chat(opened, accepted('tg-1'), accepted('tg-2', 'network', { deadlineAt: after(60) }));
  const { open } = state.context as { open: Record<string, { deadlineAt: string }> };
  t.deepEqual(
    Object.entries(open).map(([id, { deadlineAt }]) => [id, deadlineAt]),
    [
      ['tg-1', after(30)],
      ['tg-2', after(60)],
    ],
  );
});

test('a group that became a supergroup is remembered, and nothing is shown', t => {
  const move = { ...text(''), type: 'MoveChat', ...inGroup, toChatId: -100555 };
  chat(opened).when(move).then(t, 'ChatMigrated', 'MessageIgnored');
});

test('[R-201] every fact of every decision has the shape the log takes', t => {
  for (const words of [
    '/start',
    '/help',
    '/help cpu',
    '/help nope',
    '/trace',
    '/reset because',
    '/replay',
    '/log 5 x',
    '💡',
  ])
    t.notThrows(
      () =>
        chat()
          .when(text(words, { at: noon }))
          .facts(),
      words,
    );
});
