import { default as test } from 'ava';
import { bench, refusal } from './bench.ts';

const entity = (type: string, offset: number, length: number, extra = {}) => ({ type, offset, length, ...extra });

async function sender(t: Parameters<typeof bench>[0]) {
  const { call } = await bench(t);
  return (text: string, ...entities: unknown[]) => call('sendMessage', { chat_id: 1001, text, entities });
}

test('entities are kept, counted in UTF-16 units', async t => {
  const send = await sender(t);
  const entities = [entity('bold', 0, 2), entity('pre', 3, 4, { language: 'ts' })];
  t.deepEqual((await send('🙂 code', ...entities)).result.entities, entities);
});

test('an entity must lie inside the text', async t => {
  const send = await sender(t);
  const refused = (offset: number, length: number) => refusal(send('four', entity('bold', offset, length)));
  t.is(await refused(0, 4), 'accepted');
  t.is(
    await refused(2, 4),
    'Bad Request: entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 6',
  );
  t.is(await refused(5, 1), 'Bad Request: entity begins after the end of the text at UTF-16 offset 5');
  t.is(await refused(-1, 2), 'Bad Request: receive an entity with incorrect offset -1');
  t.is(await refused(0, -1), 'Bad Request: receive an entity with incorrect length -1');
});

test('an entity must not split a character', async t => {
  const send = await sender(t);
  t.is(
    await refusal(send('👉 👉', entity('bold', 1, 1))),
    'Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4',
  );
  t.is(
    await refusal(send('👉 👉', entity('bold', 0, 1))),
    'Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4',
  );
});

test('an entity must be of a known type and whole', async t => {
  const send = await sender(t);
  const refused = (value: unknown) => refusal(send('text', value));
  t.is(await refused(entity('sparkle', 0, 1)), "Bad Request: can't parse MessageEntity: Unsupported type specified");
  t.is(
    await refused({ type: 'bold', length: 1 }),
    'Bad Request: can\'t parse MessageEntity: Can\'t find field "offset"',
  );
  t.is(await refused('bold'), "Bad Request: can't parse MessageEntity: expected an Object");
  t.is(
    await refused(entity('text_link', 0, 1, { url: 'nowhere' })),
    "Bad Request: entity URL 'nowhere' is invalid: Wrong HTTP URL",
  );
});

test('trimming the text moves and cuts its entities', async t => {
  const send = await sender(t);
  const { result } = await send('  ab cd  ', entity('bold', 5, 4));
  t.is(result.text, 'ab cd');
  t.deepEqual(result.entities, [entity('bold', 3, 2)]);
});

test('commands, links, names and hashtags are found, but not inside code', async t => {
  const send = await sender(t);
  const { result } = await send(
    '/status@some_bot see https://a.example/x. #job @vera_sandbox /not/a/path',
    entity('bold', 0, 4),
  );
  const found = result.entities?.map(({ type, offset, length }) => [type, result.text?.slice(offset, offset + length)]);
  t.deepEqual(found, [
    ['bold', '/sta'],
    ['bot_command', '/status@some_bot'],
    ['url', 'https://a.example/x'],
    ['hashtag', '#job'],
    ['mention', '@vera_sandbox'],
  ]);
  t.deepEqual((await send('/status', entity('code', 0, 7))).result.entities, [entity('code', 0, 7)]);
});

test("a person's command is marked as one", async t => {
  const { order, updates } = await bench(t);
  await order('send', { chatId: 1001, userId: 1001, text: '/graph cpu' });
  t.deepEqual((await updates())[0]?.message?.entities, [entity('bot_command', 0, 6)]);
});
