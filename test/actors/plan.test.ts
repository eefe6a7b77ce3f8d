import { default as test } from 'ava';
import { plan } from '../../actors/plan.ts';
import { chatAggregate } from '../../domain/chat/aggregate.ts';
import { initialState } from '../../domain/fold.ts';
import { isTraceparent } from '../../domain/trace-context.ts';
import { settings, text } from '../domain/chat/orders.ts';
import { noon } from '../domain/given.ts';
import { order } from './world.ts';

const chat = chatAggregate(settings);
const writer = { build: '1.2.3', config: 'abc' };
const planned = (more: object = {}) =>
  plan(chat, { ...order('chat-1001', 'ReceiveText', text('/start')), ...more }, initialState(chat), noon, writer);

test('[I12] [C-32] every event names its chain, its cause, who asked, and the program that wrote it', t => {
  for (const { metadata } of planned())
    t.like(metadata, {
      ...{ correlationId: 'tg-1', causationId: 'tg-1', actor: { id: 'tg:1001', role: 'admin' } },
      ...{ build: '1.2.3', config: 'abc', traffic: 'real' },
    });
});

test('[A-17] the trace context that came with a command stands in each of its events', t => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  for (const { metadata } of planned({ traceparent })) t.is(metadata.traceparent, traceparent);
});

test('[A-17] without one, everything that follows from one message is of one trace, and each order of it a span', t => {
  const [first, ...more] = planned().map(({ metadata }) => metadata.traceparent!);
  t.true(isTraceparent(first!), first);
  t.true(more.every(other => other === first));
  const later = planned({ id: 'tg-1/answer' })[0]!.metadata.traceparent!;
  t.is(later.slice(0, 36), first!.slice(0, 36));
  t.not(later, first);
  t.not(planned({ correlationId: 'tg-2' })[0]!.metadata.traceparent!.slice(0, 36), first!.slice(0, 36));
});

test('[P1] planning the same order again gives the same events, id for id', t => {
  t.deepEqual(planned(), planned());
  t.is(new Set(planned().map(({ id }) => id)).size, planned().length);
});

test('an order that is synthetic leaves synthetic events', t => {
  for (const { metadata } of planned({ traffic: 'synthetic' })) t.is(metadata.traffic, 'synthetic');
});

test('[R-201] a fact that does not fit its own shape never reaches the log', t => {
  const careless = { ...chat, decide: () => [{ type: 'CommandAccepted', commandId: 7 }] };
  t.throws(() => plan(careless, order('chat-1', 'ReceiveText', text('/start')), initialState(chat), noon, writer), {
    message: /CommandAccepted is not of its shape/,
  });
});
