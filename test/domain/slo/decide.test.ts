import { default as test } from 'ava';
import { sloAggregate } from '../../../domain/slo/decide.ts';
import { after, given, noon } from '../given.ts';

const slo = given(sloAggregate);
const rule = (factor: number) => ({
  ...{ owner: 'operations', severity: 'page', factor, long: '1h', short: '5m' },
  ...{ burnLong: 20, burnShort: 30, bad: 9, valid: 400 },
});
const judge = (...factors: number[]) => ({ type: 'JudgeBurn', sli: 'commands', firing: factors.map(rule) });
const raised = (factor: number) => ({ type: 'BurnAlertRaised', sli: 'commands', ...rule(factor), at: noon });

test('[R-401] [A-33] a burn is told once when it begins and once when it is over', t => {
  slo().when(judge(14.4)).then(t, 'BurnAlertRaised');
  slo(raised(14.4)).when(judge(14.4)).then(t);
  slo(raised(14.4)).when(judge(14.4, 6)).then(t, 'BurnAlertRaised');
  const [over] = slo(raised(14.4))
    .when({ ...judge(), at: after(90) })
    .facts();
  t.like(over, { type: 'BurnAlertCleared', factor: 14.4, lastedMs: 90_000 });
  slo(raised(14.4), over!).when(judge(14.4)).then(t, 'BurnAlertRaised');
});

test('[K-08] a freeze is told when it changes, with its reasons', t => {
  const order = { type: 'JudgeFreeze', level: 'fixes_only', why: ['little is left'] };
  const [changed] = slo().when(order).facts();
  t.like(changed, { type: 'FreezeChanged', from: 'open', to: 'fixes_only', why: ['little is left'] });
  slo(changed!).when(order).then(t);
  slo(changed!)
    .when({ ...order, level: 'open', why: [] })
    .then(t, 'FreezeChanged');
});

test('[K-08] a broken promise is told once, until somebody says that it is mended', t => {
  const broken = { type: 'NoteBrokenGuarantee', guarantee: 'lost_job', detail: 'job 7' };
  const mended = { type: 'NoteMendedGuarantee', guarantee: 'lost_job', reason: 'found' };
  slo().when(mended).then(t);
  const [fact] = slo().when(broken).facts();
  slo(fact!).when(broken).then(t);
  const [end] = slo(fact!).when(mended).facts();
  t.is(end!.type, 'GuaranteeMended');
  slo(fact!, end!).when(broken).then(t, 'GuaranteeBroken');
});
