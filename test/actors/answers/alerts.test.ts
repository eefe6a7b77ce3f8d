import { default as test } from 'ava';
import type { Alerts, AlertView, MuteView } from '../../../actors/answers/alert-ports.ts';
import type { Question } from '../../../actors/answers/answer.ts';
import { ackAnswer, muteAnswer, unmuteAnswer } from '../../../actors/answers/machines/alert-orders.ts';
import { alertsAnswer } from '../../../actors/answers/machines/alerts.ts';
import { plainText } from '../../../adapters/terminal/plain-text.ts';
import { alertRules } from '../../../domain/alert/rules.ts';
import { newAlert } from '../../../domain/alert/state.ts';
import { reply } from '../../../domain/chat/reply.ts';
import { Refusal } from '../../../domain/refusal.ts';

const at = '2026-11-21T12:00:00.000Z';
const rules = alertRules({ forMs: 60_000, cooldownMs: 300_000, silentAfterMs: 60_000, gapMs: 60_000 }, []);
const firing = {
  ...{
    severity: 'warning' as const,
    threshold: 85,
    since: '2026-11-21T11:54:00.000Z',
    raisedAt: at,
    value: 92,
    reminders: 0,
  },
  processes: [{ name: 'postgres', cpuPercent: 143.2 }],
};
const viewOf = (host: string, metric: string, more: Partial<AlertView['state']> = {}): AlertView => ({
  ...{ host, metric, rule: rules.ruleFor(host, metric) },
  state: { ...newAlert, host, metric, ...more },
});

function told(views: AlertView[], mutes: MuteView[] = []) {
  const orders: string[] = [];
  const alerts: Alerts = {
    list: () => views,
    mutes: () => mutes,
    hosts: () => [...new Set(views.map(({ host }) => host))],
    async acknowledge(host, metric, { by }) {
      orders.push(`acknowledge ${host} ${metric} ${by.id}`);
      return views.find(view => view.host === host && view.metric === metric)!;
    },
    async mute(host, metric, until) {
      orders.push(`mute ${host} ${metric} ${until}`);
    },
    async unmute(host, metric) {
      orders.push(`unmute ${host} ${metric}`);
      return mutes.filter(mute => host === 'all' || mute.host === host);
    },
  };
  return { alerts, orders };
}

const question = (args: object = {}) =>
  ({ args, at, timeZone: 'UTC', by: { id: 'tg:2', role: 'operator' }, correlationId: 'tg-1' }) as unknown as Question;
const text = (given: unknown) => plainText(reply.parse(given)).replace(/\s+/g, ' ');

test('/alerts shows raised ones first, with rule, value, mutes and who acknowledged', async t => {
  const muted: MuteView = { host: 'all', metric: 'cpu', until: '2026-11-21T14:00:00.000Z', by: 'tg:7' };
  const views = [viewOf('a', 'ram'), viewOf('web-1', 'cpu', { firing: { ...firing, acknowledgedBy: 'tg:2' } })];
  const shown = text(await alertsAnswer(told(views, [muted]).alerts)(question()));
  t.regex(shown, /1 alert raised, 0 of them not acknowledged/);
  t.regex(shown, /cpu on every machine until 11-21 14:00, by tg:7/);
  t.true(shown.indexOf('web-1') < shown.indexOf('a-ram'));
  t.regex(text(await alertsAnswer(told([]).alerts)(question())), /Nothing is watched yet/);
});

test('/ack finds the alert by its name, whatever dashes the machine has, and gives the card back', async t => {
  const { alerts, orders } = told([viewOf('web-1', 'cpu', { firing }), viewOf('web', 'ram')]);
  const shown = text(await ackAnswer(alerts)(question({ alert: 'WEB-1-cpu' })));
  t.deepEqual(orders, ['acknowledge web-1 cpu tg:2']);
  t.regex(shown, /Processor 92 % · web-1/);
  t.regex(shown, /acknowledged: by tg:2/);
  t.regex(shown, /postgres 143 %/);
  t.notRegex(shown, /\[Acknowledge\]/);
  const refusal = await t.throwsAsync(ackAnswer(alerts)(question({ alert: 'nothing' })), { instanceOf: Refusal });
  t.regex((refusal as Refusal).hint, /web-1-cpu/);
});

test('/mute takes a time, a metric and a machine, and refuses what is none of them', async t => {
  const { alerts, orders } = told([viewOf('web-1', 'cpu')]);
  const mute = (what: string) => muteAnswer(alerts, rules.metrics)(question({ what }));
  t.regex(text(await mute('2h cpu @WEB-1')), /Muted: cpu on web-1 until 2026-11-21 14:00 UTC/);
  t.regex(text(await mute('15m')), /all alerts until/);
  t.deepEqual(orders, ['mute web-1 cpu 2026-11-21T14:00:00.000Z', 'mute all all 2026-11-21T12:15:00.000Z']);
  for (const what of ['', 'cpu', '29s', '31d', '2h nothing', '2h cpu ram', '2h @nowhere', '2h @', '1h cpu cpu'])
    await t.throwsAsync(mute(what), { instanceOf: Refusal }, what);
});

test('/unmute says what it ended, and which wider mute still holds', async t => {
  const wide: MuteView = { host: 'all', metric: 'all', until: '2026-11-21T14:00:00.000Z', by: 'tg:7' };
  const narrow: MuteView = { host: 'web-1', metric: 'cpu', until: '2026-11-21T14:00:00.000Z', by: 'tg:7' };
  const { alerts } = told([viewOf('web-1', 'cpu')], [wide, narrow]);
  const unmute = (what?: string) => unmuteAnswer(alerts, rules.metrics)(question({ what }));
  t.regex(text(await unmute('@web-1')), /Not muted any more: cpu on web-1\. Still muted: all alerts\./);
  t.regex(text(await unmute()), /Not muted any more: all alerts, cpu on web-1/);
});
