import { default as test } from 'ava';
import { eventId } from '../../domain/ids.ts';

test('the id of an event is the uuid version 5 of its stream, command, type and place, for ever', t => {
  // Computed by another implementation (Python’s uuid.uuid5): what is in a log hangs on these.
  t.is(eventId('chat-1001', 'tg-7', 'CommandAccepted', 0), '3cd35cd2-fa9f-5367-b5f4-7715bbae20c2');
  t.is(eventId('job-ü', 'tg-8', 'JobQueued', 3), '6205c316-de0b-5c10-bdf2-fc63375f1bdc');
});
