import { default as test } from 'ava';
import { faultAggregate } from '../../../domain/fault/decide.ts';
import { kindsAt } from '../../../domain/fault/points.ts';
import { ada, after, given, noon, system, vera } from '../given.ts';

const fault = given(faultAggregate);
const terms = {
  ...{ faultId: 'k3x9p2qa', point: 'telegram.send', kind: 'hang', ttlMs: 30_000 },
  ...{ probability: 1, seed: 1, delayMs: 1000, skewMs: 0 },
};
const inject = (more: object = {}) => ({ type: 'InjectFault', id: 'nats-1', ...terms, ...more });
const injected = (faultId = terms.faultId, endsAt = after(30)) => ({
  ...{ type: 'FaultInjected', ...terms, faultId, by: ada, at: noon, endsAt },
});

test('a fault is a fact that holds its own end', t => {
  const [fact] = fault().when(inject()).facts();
  t.like(fact, { type: 'FaultInjected', point: 'telegram.send', kind: 'hang', endsAt: after(30) });
});

test('only an admin injects and clears, and only the program says that one has ended', t => {
  fault()
    .when({ ...inject(), by: vera })
    .refuses(t, 'forbidden');
  fault(injected()).when({ type: 'ClearFault', id: 'nats-2', by: vera }).refuses(t, 'forbidden');
  const end = { type: 'EndFault', id: 'nats-3', faultId: terms.faultId, reason: 'time', hits: 0 };
  fault(injected()).when(end).refuses(t, 'forbidden');
  fault(injected())
    .when({ ...end, by: system })
    .then(t, 'FaultEnded');
});

test('a kind that a point does not have is refused', t => {
  t.false(kindsAt('telegram.send').includes('clock'));
  fault()
    .when(inject({ kind: 'clock' }))
    .refuses(t, 'invalid_request');
});

test('ten faults are in force at once and no more; one whose time is over does not count', t => {
  const nine = Array.from({ length: 9 }, (_, index) => injected(`fault${index}`));
  fault(...nine, injected('fault9'))
    .when(inject())
    .refuses(t, 'bulkhead_full');
  fault(...nine, injected('fault9', noon))
    .when(inject())
    .then(t, 'FaultInjected');
});

test('clearing ends one, or all, once; a fault that is not there is named', t => {
  const both = [injected('first'), injected('second')];
  fault(...both)
    .when({ type: 'ClearFault', id: 'nats-2', faultId: 'first' })
    .then(t, 'FaultCleared');
  fault(...both)
    .when({ type: 'ClearFault', id: 'nats-2' })
    .then(t, 'FaultCleared', 'FaultCleared');
  fault().when({ type: 'ClearFault', id: 'nats-2' }).then(t);
  fault().when({ type: 'ClearFault', id: 'nats-2', faultId: 'first' }).refuses(t, 'not_found');
  fault(...both, { type: 'FaultCleared', faultId: 'first', by: ada, at: noon })
    .when({ type: 'EndFault', id: 's', by: system, faultId: 'first', reason: 'time', hits: 1 })
    .then(t);
});
