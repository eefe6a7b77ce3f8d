import type { Settings } from '../domain/aggregates.ts';
import { aggregates } from '../domain/aggregates.ts';
import type { Alert } from '../domain/alert/state.ts';
import type { Chat } from '../domain/chat/state.ts';
import type { Dependency } from '../domain/dependency/machine.ts';
import type { Faults } from '../domain/fault/machine.ts';
import type { Job } from '../domain/job/state.ts';
import type { Outbox } from '../domain/outbox/machine.ts';
import { type AnswerPorts, answerCommands } from './effects/answer-commands.ts';
import { type DeliveryPorts, deliverReplies } from './effects/deliver-replies.ts';
import { expireDialogues } from './effects/expire-dialogues.ts';
import { type FaultPorts, followFaults } from './effects/follow-faults.ts';
import { followOverride, type OverridePorts } from './effects/follow-override.ts';
import { keepTime } from './effects/keep-time.ts';
import { type OfferPorts, offerWork } from './effects/offer-work.ts';
import { type PollPorts, pollUpdates } from './effects/poll-updates.ts';
import { type FollowerPorts, tellFollowers } from './effects/tell-followers.ts';
import { type NoticePorts, tellNotices } from './effects/tell-notices.ts';
import type { Cast } from './system.ts';
import type { LeftBehindPorts } from './work/left-behind.ts';

/** Who plays what: each kind of stream there is, with the bodies of its machine's effects. */
export function cast(
  settings: Settings,
  ports: AnswerPorts &
    DeliveryPorts &
    PollPorts &
    OverridePorts &
    FaultPorts &
    NoticePorts &
    OfferPorts &
    LeftBehindPorts &
    FollowerPorts,
): Record<keyof ReturnType<typeof aggregates>, Cast> {
  const kinds = aggregates(settings);
  return {
    gateway: {
      aggregate: kinds.gateway,
      effects: handle => ({ pollUpdates: pollUpdates(ports)(handle) }),
      restful: () => false,
      busy: () => false,
    },
    chat: {
      aggregate: kinds.chat,
      effects: handle => ({
        answerCommands: answerCommands(ports)(handle),
        expireDialogues: expireDialogues(ports)(handle),
      }),
      restful: ({ context }: { context: Chat }) => isEmpty(context.open) && isEmpty(context.dialogues),
      busy: ({ context }: { context: Chat }) => !isEmpty(context.open),
    },
    outbox: {
      aggregate: kinds.outbox,
      effects: handle => ({ deliverReplies: deliverReplies(ports)(handle) }),
      restful: ({ value, context }: { value: unknown; context: Outbox }) =>
        value === 'idle' && context.current === undefined,
      busy: ({ value }: { value: unknown }) => value === 'sending',
    },
    job: {
      aggregate: kinds.job,
      effects: handle => ({
        keepTime: keepTime(ports)(handle),
        offerWork: offerWork(ports)(handle),
        tellFollowers: tellFollowers(ports)(handle),
      }),
      // What waits is found by the sweeper when it is due; a lease must be watched to the moment, and an end be told.
      restful: ({ value, context }: { value: unknown; context: Job }) =>
        value !== 'running' && (context.followers.length === 0 || context.told >= context.news),
      // The workshop ends or leaves what runs, before the actors are waited for.
      busy: () => false,
    },
    alert: {
      aggregate: kinds.alert,
      effects: handle => ({ tellNotices: tellNotices(ports)(handle) }),
      restful: ({ context }: { context: Alert }) => context.notices.length === 0,
      busy: ({ context }: { context: Alert }) => context.notices.length > 0,
    },
    settings: { aggregate: kinds.settings, effects: () => ({}), restful: () => true, busy: () => false },
    schedule: { aggregate: kinds.schedule, effects: () => ({}), restful: () => true, busy: () => false },
    dependency: {
      aggregate: kinds.dependency,
      effects: handle => ({ followOverride: followOverride(ports)(handle) }),
      restful: ({ context }: { context: Dependency }) => context.override === undefined,
      busy: () => false,
    },
    fault: {
      aggregate: kinds.fault,
      effects: handle => ({ followFaults: followFaults(ports)(handle) }),
      restful: ({ context }: { context: Faults }) => isEmpty(context.inForce),
      busy: () => false,
    },
    process: { aggregate: kinds.process, effects: () => ({}), restful: () => true, busy: () => false },
    audit: { aggregate: kinds.audit, effects: () => ({}), restful: () => true, busy: () => false },
    person: { aggregate: kinds.person, effects: () => ({}), restful: () => true, busy: () => false },
    slo: { aggregate: kinds.slo, effects: () => ({}), restful: () => true, busy: () => false },
  };
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
