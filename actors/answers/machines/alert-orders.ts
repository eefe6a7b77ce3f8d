import { everything } from '../../../domain/alert/rule.ts';
import { parseMute, parseScope, scopeWords } from '../../../domain/alert/scope.ts';
import { firingCard } from '../../../domain/alert/wording.ts';
import { bold, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { plusMs } from '../../../domain/instants.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { formatInstant } from '../../../domain/units.ts';
import type { Alerts, AlertView } from '../alert-ports.ts';
import type { Answer, Question } from '../answer.ts';

/** /ack, /mute and /unmute: ordered here, decided and recorded by the alert. Asked twice, they change nothing the second time. */

/** The card as it stands afterwards: pressed on the card itself, it stays the card. */
export function ackAnswer(alerts: Alerts): Answer {
  return async ({ args, timeZone, ...question }): Promise<Reply> => {
    const { host, metric } = meant(alerts, String(args.alert ?? ''));
    const { state } = await alerts.acknowledge(host, metric, orderedBy(question));
    if (state.firing === undefined) return says(paragraph(`${host}-${metric} is not raised any more.`));
    const firing = { ...state.firing, acknowledgedBy: state.firing.acknowledgedBy ?? question.by.id };
    return firingCard({ host, metric }, firing, timeZone, question.at);
  };
}

export function muteAnswer(alerts: Alerts, metrics: readonly string[]): Answer {
  return async ({ args, timeZone, ...question }): Promise<Reply> => {
    const { forMs, ...asked } = parseMute(String(args.what ?? ''), metrics);
    const scope = { ...asked, host: knownHost(alerts, asked.host) };
    const until = plusMs(question.at, forMs);
    await alerts.mute(scope.host, scope.metric, until, orderedBy(question));
    const text = `🔕 Muted: ${scopeWords(scope)} until ${formatInstant(until, timeZone)}.`;
    const more = [paragraph(bold(text)), paragraph('What is raised meanwhile is recorded, and told when it is over.')];
    const card = alerts
      .list()
      .find(({ host, metric, state }) => host === scope.host && metric === scope.metric && state.firing);
    if (card !== undefined) return firingCard(card, card.state.firing!, timeZone, question.at, [paragraph(bold(text))]);
    const data = `v1:run:unmute:${scopeCommand(scope)}`.replace(/:$/, '');
    return { ...says(...more), buttons: data.length <= 64 ? [[{ label: 'Unmute', data }]] : [] };
  };
}

export function unmuteAnswer(alerts: Alerts, metrics: readonly string[]): Answer {
  return async ({ args, ...question }): Promise<Reply> => {
    const asked = parseScope(String(args.what ?? ''), metrics);
    const scope = { ...asked, host: knownHost(alerts, asked.host) };
    const ended = await alerts.unmute(scope.host, scope.metric, orderedBy(question));
    const left = alerts.mutes(question.at).filter(mute => covers(mute, scope) && !ended.some(one => same(one, mute)));
    const words =
      ended.length === 0
        ? `No mute of ${scopeWords(scope)}.`
        : `🔔 Not muted any more: ${ended.map(scopeWords).join(', ')}.`;
    const still = left.map(mute => `Still muted: ${scopeWords(mute)}.`).join(' ');
    return says(paragraph(bold(words.slice(0, 2000))), ...(still === '' ? [] : [paragraph(still.slice(0, 1000))]));
  };
}

type Pair = { host: string; metric: string };

const same = (one: Pair, other: Pair) => one.host === other.host && one.metric === other.metric;
const covers = (wide: Pair, narrow: Pair) =>
  (wide.host === everything || wide.host === narrow.host) &&
  (wide.metric === everything || wide.metric === narrow.metric);

function scopeCommand({ host, metric }: Pair): string {
  return [metric === everything ? '' : metric, host === everything ? '' : `@${host}`]
    .filter(word => word !== '')
    .join(' ');
}

/** A machine's name holds `-` itself: the metric is what stands after the last one. */
function meant(alerts: Alerts, name: string): AlertView {
  const found = alerts.list().find(({ host, metric }) => `${host}-${metric}`.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const firing = alerts.list().filter(({ state }) => state.firing !== undefined);
  throw new Refusal('not_found', `There is no alert ${name.slice(0, 90)}.`, {
    hint:
      firing.length === 0
        ? 'Nothing is raised now.'
        : `Raised: ${firing.map(({ host, metric }) => `${host}-${metric}`).join(', ')}.`.slice(0, 500),
  });
}

function knownHost(alerts: Alerts, asked: string): string {
  if (asked === everything) return asked;
  const known = alerts.hosts();
  const found = known.find(host => host.toLowerCase() === asked.toLowerCase());
  if (found !== undefined) return found;
  const hint =
    known.length === 0
      ? 'None has sent samples yet.'
      : `There are ${known.map(host => `@${host}`).join(' ')}.`.slice(0, 500);
  throw new Refusal('not_found', `There is no machine @${asked.slice(0, 60)}.`, { hint });
}

function orderedBy({ by, correlationId, at }: Pick<Question, 'by' | 'correlationId' | 'at'>) {
  return { by, correlationId, at };
}
