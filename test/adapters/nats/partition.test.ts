import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { fnv1a, partitionOf } from '../../../adapters/nats/partition.ts';
import { commandSubject, deadLetterSubject } from '../../../adapters/nats/subjects.ts';
import type { StreamName } from '../../../domain/ids.ts';

test('the hash is FNV-1a with its published values', t => {
  t.is(fnv1a(''), 0x811c9dc5);
  t.is(fnv1a('a'), 0xe40c292c);
  t.is(fnv1a('foobar'), 0xbf9cf968);
});

testProp(
  'streams with the same key share a partition, whatever their category',
  [fc.integer(), fc.integer({ min: 1, max: 64 })],
  (t, key, partitions) => {
    const partition = partitionOf(`chat-${key}`, partitions);
    t.is(partitionOf(`outbox-${key}`, partitions), partition);
    t.true(partition >= 0 && partition < partitions);
  },
);

test('a thousand chats use all of 16 partitions, none more than twice its share', t => {
  const counts = new Array<number>(16).fill(0);
  for (let chat = 0; chat < 1_000; chat += 1) counts[partitionOf(`chat-${chat}`, 16)]! += 1;
  t.true(Math.min(...counts) > 0);
  t.true(Math.max(...counts) < 125);
});

test('a stream that is a plain token stands in its subject as it is, any other in base64url', t => {
  const partition = (stream: StreamName) => partitionOf(stream, 16);
  t.is(commandSubject('chat--100123', 16), `binnacle.v1.cmd.${partition('chat--100123')}.chat--100123`);
  t.is(commandSubject('alert-web:cpu', 16), `binnacle.v1.cmd.${partition('alert-web:cpu')}.YWxlcnQtd2ViOmNwdQ`);
});

test('a dead letter keeps the partition and the stream of its subject', t => {
  t.is(deadLetterSubject('binnacle.v1.cmd.3.chat-5'), 'binnacle.v1.dlq.cmd.3.chat-5');
});
