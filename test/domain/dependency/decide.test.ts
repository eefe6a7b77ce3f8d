import { default as test } from 'ava';
import { dependencyAggregate } from '../../../domain/dependency/decide.ts';
import type { Dependency } from '../../../domain/dependency/machine.ts';
import { ada, after, given, noon } from '../given.ts';

const thing = given(dependencyAggregate);
const window = { calls: 5, failures: 5, slow: 0, cause: 'no route', retryAt: after(60) };
const opened = { type: 'BreakerOpened', reason: 'failures', ...window, at: noon };
const noteOpened = { type: 'NoteBreakerOpened', id: 'system-1', reason: 'failures', ...window };
const contextOf = ({ context }: { context: unknown }) => context as Dependency;

test('a change of the breaker is recorded once, with the time at which it was', t => {
  const since = after(-30);
  const [fact] = thing()
    .when({ ...noteOpened, since })
    .facts();
  t.like(fact, { type: 'BreakerOpened', reason: 'failures', failures: 5, at: since });
  const again = { ...noteOpened, reason: 'probe_failed' };
  thing(opened).when(again).then(t);
  thing(opened, { type: 'BreakerHalfOpened', at: after(60) })
    .when(again)
    .then(t, 'BreakerOpened');
  thing(opened).when({ type: 'NoteBreakerHalfOpened', id: 'system-2' }).then(t, 'BreakerHalfOpened');
  thing().when({ type: 'NoteBreakerClosed', id: 'system-3', openMs: 1 }).then(t);
  thing(opened).when({ type: 'NoteBreakerClosed', id: 'system-3', openMs: 1 }).then(t, 'BreakerClosed');
});

test('what a later process opens anew is recorded, though the log still says open', t => {
  thing(opened).when(noteOpened).then(t, 'BreakerOpened');
});

test('an override has an end, its author and its audit', t => {
  const [fact] = thing().when({ type: 'OverrideBreaker', id: 'tg-1', mode: 'force-open', ttlMs: 600_000 }).facts();
  t.deepEqual(fact, { type: 'BreakerOverridden', mode: 'force-open', until: after(600), by: ada, at: noon });
  const { state } = thing(fact as { type: string });
  t.deepEqual(contextOf(state).override, { mode: 'force-open', until: after(600) });
});

test('an override ends by its own end alone, or by being given back', t => {
  const held = { type: 'BreakerOverridden', mode: 'force-open', until: after(600), by: ada, at: noon };
  const end = (seconds: number) => ({ type: 'EndOverride', id: 'system-4', until: after(seconds) });
  thing(held).when(end(300)).then(t);
  thing(held).when(end(600)).then(t, 'BreakerOverridden');
  thing(held).when({ type: 'OverrideBreaker', id: 'tg-2', mode: 'auto', ttlMs: 1_000 }).then(t, 'BreakerOverridden');
  thing().when({ type: 'OverrideBreaker', id: 'tg-2', mode: 'auto', ttlMs: 1_000 }).then(t);
  const back = { type: 'BreakerOverridden', mode: 'auto', by: ada, at: after(60) };
  t.is(contextOf(thing(held, back).state).override, undefined);
});

test('a loss and a return do not touch the breaker, nor the other way round', t => {
  const { state } = thing(opened, { type: 'DependencyLost', cause: 'gone', at: noon });
  t.is(contextOf(state).breaker, 'open');
  t.true(state.matches('down'));
});

test('an order that is made again, because it seemed lost, adds nothing', t => {
  const noted = { type: 'RateLimited', limiter: 'everybody', count: 3, commandId: 'system-9', at: noon };
  const order = { type: 'NoteRateLimited', limiter: 'everybody', count: 3 };
  thing(noted)
    .when({ ...order, id: 'system-9' })
    .then(t);
  thing(noted)
    .when({ ...order, id: 'system-10' })
    .then(t, 'RateLimited');
});
