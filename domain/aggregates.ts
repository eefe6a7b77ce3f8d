import type { Aggregate } from './aggregate.ts';
import { alertAggregate } from './alert/decide.ts';
import type { AlertSettings } from './alert/rule.ts';
import { auditAggregate } from './audit/decide.ts';
import { chatAggregate } from './chat/aggregate.ts';
import type { ChatSettings } from './chat/settings.ts';
import { dependencyAggregate } from './dependency/decide.ts';
import { faultAggregate } from './fault/decide.ts';
import { gatewayAggregate } from './gateway/decide.ts';
import { jobAggregate } from './job/aggregate.ts';
import { type OutboxSettings, outboxAggregate } from './outbox/decide.ts';
import { personAggregate } from './personal/decide.ts';
import { processAggregate } from './process/decide.ts';
import { scheduleAggregate } from './schedule/decide.ts';
import { settingsAggregate } from './settings/decide.ts';
import { sloAggregate } from './slo/decide.ts';

/** The numbers of the configuration that rules need. */
export interface Settings {
  chat: ChatSettings;
  outbox: OutboxSettings;
  alert: AlertSettings;
}

/** Every kind of stream there is, by the category in its name. */
export function aggregates({ chat, outbox, alert }: Settings) {
  return {
    chat: chatAggregate(chat),
    outbox: outboxAggregate(outbox),
    gateway: gatewayAggregate,
    alert: alertAggregate(alert),
    job: jobAggregate,
    schedule: scheduleAggregate,
    settings: settingsAggregate,
    dependency: dependencyAggregate,
    fault: faultAggregate,
    process: processAggregate,
    slo: sloAggregate,
    audit: auditAggregate,
    person: personAggregate,
  } satisfies Record<string, Aggregate>;
}

/** For folding alone, where rules are not asked: the settings of a chat never change what its facts mean. */
export function foldable(): Record<string, Aggregate> {
  const chat = { botName: '', commandTtlMs: 0, deadlineMs: 0, dialogueMs: 0, perMinute: 0, perFiveSeconds: 0 };
  const alert = { flap: { raisesMax: 1, withinMs: 0, calmMs: 0 } };
  return aggregates({ chat, outbox: { retryMinMs: 0, retryMaxMs: 0, giveUpAfterMs: 0 }, alert });
}
