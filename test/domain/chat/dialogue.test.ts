import { default as test } from 'ava';
import { ada, after, vera } from '../given.ts';
import { asked, chat, inGroup, opened, pressed, text } from './orders.ts';

const types = (facts: { type: string }[]) => facts.map(({ type }) => type);

test('[A-02] a command without its argument asks for it, with a button for each choice and an end', t => {
  const [question, shown] = chat(opened).when(text('/replay')).facts();
  t.is(question!.type, 'DialogueAsked');
  t.is(question!.expiresAt as string, after(300));
  const { buttons } = shown!.reply as { buttons: { label: string }[][] };
  t.deepEqual(
    buttons.flat().map(({ label }) => label),
    ['this chat', 'its outbox', 'Cancel'],
  );
});

test('[A-02] a pressed choice ends the dialogue and runs the command', t => {
  const facts = chat(opened, asked()).when(pressed('v1:pick:d1:0')).facts();
  t.deepEqual(types(facts), ['ReplyRequested', 'DialogueAnswered', 'DialogueEnded', 'CommandAccepted']);
  t.deepEqual(facts.at(-1)!.args, { id: 'tg-77' });
});

test('[A-02] a typed answer counts as a pressed one', t => {
  const facts = chat(opened, asked()).when(text(' tg-5 ')).facts();
  t.deepEqual(types(facts), ['DialogueAnswered', 'DialogueEnded', 'CommandAccepted']);
  t.deepEqual(facts.at(-1)!.args, { id: 'tg-5' });
});

test('a wrong answer is told, and the question stays open', t => {
  const facts = chat(opened, asked({ name: 'replay', asks: 'stream' }))
    .when(text('no such thing!'))
    .facts();
  t.deepEqual(types(facts), ['DialogueAnswered', 'ReplyRequested']);
});

test('[P13] a question belongs to the one who was asked, by button and by text', t => {
  const facts = chat(opened, asked())
    .when(pressed('v1:pick:d1:0', { by: vera }))
    .facts();
  t.is(facts.at(-2)!.code as string, 'forbidden');
  const words = chat(opened, asked())
    .when(text('tg-5', { by: vera, ...inGroup }))
    .facts();
  t.deepEqual(types(words), ['MessageIgnored']);
});

test('another command leaves the question open; the same user’s next question replaces it', t => {
  t.deepEqual(types(chat(opened, asked()).when(text('/cpu')).facts()), ['CommandAccepted']);
  const facts = chat(opened, asked()).when(text('/idem')).facts();
  t.deepEqual(types(facts), ['DialogueEnded', 'DialogueAsked', 'ReplyRequested']);
  t.is(facts[0]!.reason as string, 'replaced');
});

test('Cancel ends the dialogue and says so', t => {
  const facts = chat(opened, asked()).when(pressed('v1:cancel:d1')).facts();
  t.deepEqual(types(facts), ['ReplyRequested', 'DialogueEnded', 'MessageIgnored', 'ReplyRequested']);
});

test('a dialogue ends at its instant and not before', t => {
  const expire = { type: 'ExpireDialogue', id: 'x', dialogueId: 'd1' };
  chat(opened, asked())
    .when({ ...expire, at: after(299) })
    .then(t);
  chat(opened, asked())
    .when({ ...expire, at: after(300) })
    .then(t, 'DialogueEnded', 'ReplyRequested');
});

test('[A-10] /reset lets go of the dialogues and of nothing else, with who and why', t => {
  const facts = chat(opened, asked()).when(text('/reset stuck')).facts();
  t.deepEqual(types(facts), ['CommandAccepted', 'DialogueEnded', 'ChatReset', 'CommandAnswered', 'ReplyRequested']);
  t.is(facts[2]!.reason as string, 'stuck');
  t.deepEqual(facts[2]!.by, ada);
});

test('[D-25] twenty turns with interleaved users keep each user’s dialogue', t => {
  const facts: { type: string; [field: string]: unknown }[] = [opened];
  for (let turn = 0; turn < 20; turn++) {
    const by = turn % 2 === 0 ? ada : vera;
    facts.push(asked({ dialogueId: `d${turn}`, commandId: `tg-${turn}`, by }));
    if (turn > 1)
      facts.push({ type: 'DialogueEnded', dialogueId: `d${turn - 2}`, reason: 'replaced', at: after(turn) });
  }
  const { state } = chat(...facts);
  const { dialogues } = state.context as { dialogues: Record<string, { dialogueId: string }> };
  t.deepEqual(
    Object.values(dialogues)
      .map(({ dialogueId }) => dialogueId)
      .sort(),
    ['d18', 'd19'],
  );
  t.is(state.value as string, 'asking');
});

test('[I17] the chat is asking exactly while a dialogue is open', t => {
  t.is(chat(opened, asked()).state.value as string, 'asking');
  const ended = { type: 'DialogueEnded', dialogueId: 'd1', reason: 'expired', at: after(300) };
  t.is(chat(opened, asked(), ended).state.value as string, 'ready');
});
