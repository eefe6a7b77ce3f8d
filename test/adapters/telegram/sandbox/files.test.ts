import { default as test } from 'ava';
import type { Message } from '../../../../adapters/telegram/sandbox/shapes.ts';
import { bench, png, refusal } from './bench.ts';

const MIB = 1024 * 1024;

function upload(field: string, bytes: Uint8Array<ArrayBuffer>, name: string, fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [key, value] of Object.entries({ chat_id: '1001', ...fields })) form.append(key, value);
  form.append(field, new Blob([bytes]), name);
  return form;
}

test('a photo comes back with its size, can be downloaded, and sent again by its id', async t => {
  const { call, form, apiRoot, token, calls } = await bench(t);
  const bytes = png(640, 480, 1000);
  const { result } = await form('sendPhoto', upload('photo', bytes, 'chart.png', { caption: 'CPU' }));
  t.like(result, { caption: 'CPU', photo: [{ width: 640, height: 480, file_size: 1000 }] });
  const { file_id } = result.photo![0]!;
  const { file_path } = (await call<{ file_path: string }>('getFile', { file_id })).result;
  const download = await fetch(`${apiRoot}/file/bot${token}/${file_path}`);
  t.deepEqual(Buffer.from(await download.arrayBuffer()), bytes);
  const again = await call('sendPhoto', { chat_id: 1001, photo: file_id });
  t.is(again.result.photo![0]!.file_id, file_id);
  const [sent] = await calls('method=sendPhoto');
  t.like(sent?.params, { caption: 'CPU', photo: { name: 'chart.png', bytes: 1000 } }, 'the transcript names the file');
});

test('a photo has at most 10 MB, sides of 10,000 together, and is a PNG or JPEG', async t => {
  const { form } = await bench(t);
  const refused = (bytes: Uint8Array<ArrayBuffer>) => refusal(form('sendPhoto', upload('photo', bytes, 'a.png')));
  t.is(await refused(png(10, 10, 10 * MIB)), 'accepted');
  t.is(
    await refused(png(10, 10, 10 * MIB + 1)),
    'Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes',
  );
  t.is(await refused(png(6000, 4000)), 'accepted');
  t.is(await refused(png(6000, 4001)), 'Bad Request: PHOTO_INVALID_DIMENSIONS');
  t.is(await refused(png(2100, 100)), 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'a side is at most 20 times the other');
  t.is(await refused(new TextEncoder().encode('no picture at all')), 'Bad Request: IMAGE_PROCESS_FAILED');
  t.is(await refused(png(10, 10).subarray(0, 60)), 'Bad Request: IMAGE_PROCESS_FAILED', 'cut off');
  t.is(await refused(new Uint8Array()), 'Bad Request: file must be non-empty');
});

test('the size of a JPEG is read behind its tables', async t => {
  const { form } = await bench(t);
  const jpeg = Buffer.from('ffd8ffe000044a46ffc0000b080102030401011100ffd9', 'hex');
  const { result } = await form('sendPhoto', upload('photo', jpeg, 'a.jpg'));
  t.like(result.photo?.[0], { height: 0x102, width: 0x304 });
});

test('a document keeps name and type, and has at most 50 MB', async t => {
  const { form } = await bench(t, { fileBytesMax: 120 * MIB });
  const refused = (bytes: number) => refusal(form('sendDocument', upload('document', new Uint8Array(bytes), 'a.bin')));
  const small = await form('sendDocument', upload('document', Buffer.from('a,b\n'), 'Übersicht.csv'));
  t.like(small.result.document, { file_name: 'Übersicht.csv', file_size: 4 });
  t.is(await refused(50 * MIB), 'accepted');
  t.is(await refused(50 * MIB + 1), 'Request Entity Too Large');
});

test('a file can be attached under another name', async t => {
  const { form } = await bench(t);
  const body = upload('anything', Buffer.from('x'), 'log.txt', { document: 'attach://anything' });
  t.like((await form('sendDocument', body)).result.document, { file_name: 'log.txt' });
});

test('a missing, unknown or unfit file is refused', async t => {
  const { call, form } = await bench(t);
  const document = (await form('sendDocument', upload('document', Buffer.from('x'), 'a.txt'))).result as Message;
  const refused = (photo?: string) => refusal(call('sendPhoto', { chat_id: 1001, photo }));
  t.is(await refused(), 'Bad Request: there is no photo in the request');
  t.is(await refused('attach://nothing'), 'Bad Request: there is no photo in the request');
  t.is(await refused('AgACunknown'), 'Bad Request: wrong file identifier/HTTP URL specified');
  t.is(await refused('https://example.org/a.png'), 'Bad Request: failed to get HTTP URL content');
  t.is(await refused(document.document!.file_id), "Bad Request: can't use file of type Document as Photo");
  t.is(await refusal(call('sendDocument', { chat_id: 1001 })), 'Bad Request: there is no document in the request');
});

test('a caption has at most 1024 UTF-16 units', async t => {
  const { form } = await bench(t);
  const captioned = (length: number) =>
    refusal(form('sendPhoto', upload('photo', png(4, 4), 'a.png', { caption: 'x'.repeat(length) })));
  t.is(await captioned(1024), 'accepted');
  t.is(await captioned(1025), 'Bad Request: message caption is too long');
});

test('a person can send a photo and a document', async t => {
  const { order, updates } = await bench(t);
  const ada = { chatId: 1001, userId: 1001 };
  await order('photo', { ...ada, base64: png(9, 7).toString('base64'), caption: 'see' });
  await order('document', { ...ada, base64: Buffer.from('hi').toString('base64'), name: 'hi.txt' });
  t.like(await updates(), [
    { message: { photo: [{ width: 9, height: 7 }], caption: 'see' } },
    { message: { document: { file_name: 'hi.txt' } } },
  ]);
});
