import { default as test } from 'ava';
import { system } from '../given.ts';
import { chat, opened } from './orders.ts';

const reply = { blocks: [{ type: 'paragraph', spans: ['It is done.'] }], buttons: [] };
const tell = { type: 'TellChat', id: 'job-1/told', by: system, place: {}, reply, orElse: 'send', silent: false };

test('[P8] what nobody asked for is shown once, however often it is ordered', t => {
  const [shown] = chat(opened).when(tell).facts();
  t.like(shown, { type: 'ReplyRequested', replyId: 'job-1/told/0', action: { type: 'send', silent: false } });
  chat(opened, shown!).when(tell).then(t);
});

test('[P13] nobody but the program tells a chat something', t => {
  for (const role of ['viewer', 'operator', 'approver', 'admin'])
    chat(opened)
      .when({ ...tell, by: { id: 'tg:5', role } })
      .refuses(t, 'forbidden');
});

test('a revision names the reply it changes, and what is done where its message is not known', t => {
  const [shown] = chat(opened)
    .when({ ...tell, revises: 'tg-1/0', orElse: 'drop', silent: true, place: { threadId: 4 } })
    .facts();
  t.deepEqual(shown!.action, { type: 'revise', of: 'tg-1/0', orElse: 'drop', place: { threadId: 4 }, silent: true });
});

test('a chat that was never opened is told something all the same', t => {
  chat().when(tell).then(t, 'ReplyRequested');
});
