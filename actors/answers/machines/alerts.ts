import type { AlertRule } from '../../../domain/alert/rule.ts';
import { metricWords } from '../../../domain/alert/rules.ts';
import { scopeWords } from '../../../domain/alert/scope.ts';
import { type Block, bold, heading, paragraph, type Reply } from '../../../domain/chat/reply.ts';
import { msBetween } from '../../../domain/instants.ts';
import { formatValue } from '../../../domain/sample/metrics.ts';
import { formatDuration, formatQuantity } from '../../../domain/units.ts';
import type { Alerts, AlertView, MuteView } from '../alert-ports.ts';
import type { Answer } from '../answer.ts';
import { listing } from '../host/listing.ts';
import { clockTime } from '../times.ts';

const shownMax = 20;

/** What is raised, what is muted, and every rule with how it stands; raised ones first. */
export function alertsAnswer(alerts: Pick<Alerts, 'list' | 'mutes'>): Answer {
  return async ({ at, timeZone }): Promise<Reply> => {
    const all = alerts.list();
    const firing = all.filter(({ state }) => state.firing !== undefined);
    const ordered = [...firing, ...all.filter(({ state }) => state.firing === undefined)];
    const { blocks, file } = listing({
      columns: ['alert', 'rule', 'state'],
      rows: ordered.map(view => [`${view.host}-${view.metric}`, ruleWords(view), stateWords(view, at)]),
      rowsMax: Math.max(shownMax, firing.length),
      complete: {
        name: 'alerts.txt',
        columns: ['alert', 'rule', 'for', 'cooldown', 'severity', 'state', 'acknowledged by'],
        rows: ordered.map(view => [
          `${view.host}-${view.metric}`,
          ruleWords(view),
          formatDuration(view.rule?.forMs),
          formatDuration(view.rule?.cooldownMs),
          view.rule?.severity ?? '',
          stateWords(view, at),
          view.state.firing?.acknowledgedBy ?? '',
        ]),
      },
    });
    const mutes = alerts.mutes(at);
    return {
      blocks: [heading('Alerts'), paragraph(bold(verdictOn(all, firing))), ...muteBlocks(mutes, timeZone), ...blocks],
      buttons: buttonsOf(firing, mutes),
      ...(file && { file }),
    };
  };
}

function verdictOn(all: AlertView[], firing: AlertView[]): string {
  if (all.length === 0) return '◐ Nothing is watched yet: no machine has sent samples';
  if (firing.length === 0) return `● Nothing is raised, of ${formatQuantity(all.length, 'alert')} watched`;
  const open = firing.filter(({ state }) => state.firing!.acknowledgedBy === undefined).length;
  return `○ ${formatQuantity(firing.length, 'alert')} raised, ${open} of them not acknowledged`;
}

function muteBlocks(mutes: MuteView[], timeZone: string): Block[] {
  if (mutes.length === 0) return [];
  const lines = mutes.map(
    mute => `🔕 ${scopeWords(mute)} until ${clockTime(mute.until, timeZone, true).slice(5, 16)}, by ${mute.by}`,
  );
  return [{ type: 'list', items: lines.slice(0, 50).map(line => [line]) }];
}

function ruleWords({ metric, rule }: AlertView): string {
  return rule === undefined
    ? 'no rule any more'
    : `> ${formatValue(metricWords(metric).unit, rule.threshold)}${forWords(rule)}`;
}

const forWords = ({ forMs }: AlertRule) => (forMs === 0 ? '' : ` for ${formatDuration(forMs)}`);

function stateWords({ metric, state }: AlertView, at: string): string {
  const { firing, flapping, last } = state;
  const value = formatValue(metricWords(metric).unit, firing?.value ?? last?.value);
  if (firing === undefined) return flapping ? 'flaps' : 'well';
  const acknowledged = firing.acknowledgedBy === undefined ? '' : `, acknowledged by ${firing.acknowledgedBy}`;
  return `${value} for ${formatDuration(msBetween(firing.since, at))}${flapping ? ', flaps' : ''}${acknowledged}`.slice(
    0,
    190,
  );
}

function buttonsOf(firing: AlertView[], mutes: MuteView[]): Reply['buttons'] {
  const open = firing.filter(({ state }) => state.firing!.acknowledgedBy === undefined);
  const acknowledge = open
    .map(({ host, metric }) => ({ label: `Acknowledge ${host}-${metric}`, data: `v1:run:ack:${host}-${metric}` }))
    .filter(({ label, data }) => label.length <= 40 && data.length <= 64);
  const rest = [
    { label: '↻ Refresh', data: 'v1:run:alerts' },
    ...(mutes.length > 0 ? [{ label: 'Unmute all', data: 'v1:run:unmute' }] : []),
  ];
  return [...acknowledge.slice(0, 6).map(button => [button]), rest];
}
