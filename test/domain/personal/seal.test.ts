import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import type { StreamName } from '../../../domain/ids.ts';
import type { JsonObject, NewEvent, RecordedEvent } from '../../../domain/message.ts';
import { forgottenText, isForgottenUpdate, personalFields, shownInViews } from '../../../domain/personal/fields.ts';
import { type KeyRing, openEvent, type Subject, sealEvent, viewedEvent } from '../../../domain/personal/seal.ts';
import { decode, eventSchemas, schemaVersion } from '../../../domain/upcast.ts';

const corpus = join(import.meta.dirname, '../../corpus');
const recorded: RecordedEvent[] = readdirSync(corpus)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(join(corpus, name), 'utf8')) as RecordedEvent)
  .filter(({ type, metadata }) => metadata.schema === schemaVersion(type))
  .map(event => ({ ...event, revision: BigInt(event.revision), position: BigInt(event.position) }));

/** Whose keys were destroyed is in `gone`. */
function ring(): KeyRing & { gone: Set<Subject>; used: Subject[] } {
  const [gone, used] = [new Set<Subject>(), [] as Subject[]];
  return {
    ...{ gone, used },
    seal(subject, about, text) {
      used.push(subject);
      return Buffer.from(JSON.stringify([about, text])).toString('base64');
    },
    open(subject, about, sealed) {
      const [what, text] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as [string, string];
      return gone.has(subject) || what !== about ? undefined : text;
    },
  };
}

const sealed = (event: RecordedEvent, keys: KeyRing): RecordedEvent => ({
  ...event,
  ...sealEvent(event.stream, event as NewEvent, keys),
});

test('[T-57] every event there is is read as before once it was sealed and opened', t => {
  const keys = ring();
  for (const event of recorded) {
    const hidden = sealed(event, keys);
    t.deepEqual(openEvent(hidden, keys), event, event.type);
    const personal = Object.keys(personalFields[event.type] ?? {}).filter(name => name in event.data);
    for (const name of personal) t.false(name in hidden.data, `${event.type}.${name} lies open`);
    if (personal.length === 0) t.is(hidden.data, event.data);
  }
  t.true(keys.used.length >= 8, `${keys.used.length}`);
});

test('[T-57] every event there is still fits its shape once its key is gone, and holds no word of it', t => {
  const keys = ring();
  for (const event of recorded) {
    const hidden = sealed(event, keys);
    if (hidden.data === event.data) continue;
    keys.gone.add((hidden.data.sealed as { subject: Subject }).subject);
    const left = openEvent(hidden, keys);
    const decoded = decode(left);
    t.true(decoded.known, decoded.known ? '' : decoded.why);
    for (const [name, value] of Object.entries(event.data))
      if (name in personalFields[event.type]!) t.notDeepEqual(left.data[name], value, `${event.type}.${name}`);
      else t.deepEqual(left.data[name], value);
  }
});

test('[T-57] views are given the words they show, and placeholders for all others, also while the key is there', t => {
  const keys = ring();
  for (const event of recorded) {
    const hidden = sealed(event, keys);
    const viewed = viewedEvent(hidden, keys);
    t.true(decode(viewed).known, event.type);
    if (hidden.data !== event.data)
      t.is(
        viewed.data[Object.keys(personalFields[event.type]!)[0]!] ===
          event.data[Object.keys(personalFields[event.type]!)[0]!],
        shownInViews.has(event.type),
        event.type,
      );
    else t.is(viewed, hidden);
  }
});

test('[T-57] a field that is said to be personal is one of its event, and the placeholder fits', t => {
  for (const [type, fields] of Object.entries(personalFields)) {
    const shape = (
      eventSchemas[type] as unknown as { shape: Record<string, { safeParse(value: unknown): { success: boolean } }> }
    ).shape;
    for (const [name, value] of Object.entries(fields))
      t.true(shape[name]!.safeParse(value).success, `${type}.${name}`);
  }
});

const event = (type: string, actor: string, data: JsonObject, stream: StreamName = 'chat-1001'): RecordedEvent => {
  const [sample] = recorded;
  const metadata = { ...sample!.metadata, actor: { id: actor, role: 'viewer' as const } };
  return { ...sample!, stream, type, data, metadata };
};

test('[T-57] words are of whoever wrote them, a title is the chat’s, and what the program says by itself too', t => {
  const keys = ring();
  sealed(event('DialogueAnswered', 'tg:1003', { value: 'x' }), keys);
  sealed(event('ChatOpened', 'tg:1003', { title: 'Ops' }, 'chat--100'), keys);
  sealed(event('ReplyRequested', 'system:chat-1001', { reply: {} }), keys);
  sealed(event('ReplyRequested', 'tg:1003', { reply: {} }), keys);
  t.deepEqual(keys.used, ['tg:1003', 'chat:-100', 'chat:1001', 'tg:1003']);
});

test('[T-57] what was sealed for one place opens in no other, and what was never sealed stays as it is', t => {
  const keys = ring();
  const here = event('DialogueAnswered', 'tg:1003', { dialogueId: 'd', value: 'secret' });
  const hidden = sealed(here, keys);
  t.is(openEvent({ ...hidden, stream: 'chat-1002' }, keys).data.value, forgottenText);
  t.is(openEvent({ ...hidden, id: 'another' }, keys).data.value, forgottenText);
  t.is(openEvent(here, keys), here);
  const odd = { ...here, data: { ...here.data, sealed: 'what somebody wrote' } };
  t.is(openEvent(odd, keys), odd);
});

test('[T-57] an update that was forgotten is known as one, and another is not', t => {
  t.true(isForgottenUpdate({ update: {} }));
  t.false(isForgottenUpdate({ update: { update_id: 1 } }));
});

testProp(
  '[T-57] sealing and opening gives any words back',
  [fc.string({ unit: 'binary', maxLength: 3000 }), fc.jsonValue()],
  (t, value, args) => {
    const keys = ring();
    const answered = event('DialogueAnswered', 'tg:1', { value });
    t.deepEqual(openEvent(sealed(answered, keys), keys), answered);
    const accepted = event('CommandAccepted', 'tg:1', { args: JSON.parse(JSON.stringify({ args })) });
    t.deepEqual(openEvent(sealed(accepted, keys), keys), accepted);
  },
  { numRuns: 200 },
);
