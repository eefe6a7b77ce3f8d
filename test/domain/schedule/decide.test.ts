import { default as test } from 'ava';
import { initialState } from '../../../domain/fold.ts';
import { handledOf, scheduleAggregate } from '../../../domain/schedule/decide.ts';

const at = (minute: number) => `2026-11-20T12:${String(minute).padStart(2, '0')}:00.000Z`;
const given = { id: 'c', at: at(59), by: { id: 'system:schedule', role: 'system' }, correlationId: 'c' };
const state = (handled?: string) => ({
  ...initialState(scheduleAggregate),
  context: handled === undefined ? {} : { handled },
});
const decide = (order: object, handled?: string) =>
  scheduleAggregate.decide({ ...given, ...order }, state(handled) as never).map(({ type }) => type);

test('each time of a schedule is told of once, whoever keeps it', t => {
  const fired = { type: 'NoteFired', due: at(5), jobId: 'JOB' };
  const missed = { type: 'NoteMissed', count: 2, first: at(1), last: at(5), why: 'down' };
  t.deepEqual(decide(fired), ['ScheduleFired']);
  t.deepEqual(decide(missed), ['ScheduleMissed']);
  for (const order of [fired, missed]) {
    t.deepEqual(decide(order, at(5)), []);
    t.deepEqual(decide(order, at(6)), []);
    t.is(decide(order, at(4)).length, 1);
  }
  t.is(handledOf(state(at(4))), at(4));
});
