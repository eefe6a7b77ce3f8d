import { jobAnswers } from '../../../../actors/answers/jobs/job-answers.ts';
import type { JobSources } from '../../../../actors/answers/jobs/sources.ts';
import { answerCommands } from '../../../../actors/effects/answer-commands.ts';
import { deliverReplies } from '../../../../actors/effects/deliver-replies.ts';
import { tellFollowers } from '../../../../actors/effects/tell-followers.ts';
import { handover } from '../../../../actors/handover.ts';
import { notices } from '../../../../actors/notices.ts';
import { pacing } from '../../../../actors/pacing.ts';
import { type Destination, type Outgoing, StoreUnavailable, TelegramError } from '../../../../actors/ports.ts';
import { rateLimiter } from '../../../../actors/resilience/rate-limiter.ts';
import { actorSystem } from '../../../../actors/system.ts';
import { terminal } from '../../../../actors/terminal.ts';
import { desk } from '../../../../actors/work/desk.ts';
import { jobs } from '../../../../actors/work/jobs.ts';
import { chatAggregate } from '../../../../domain/chat/aggregate.ts';
import type { Reply } from '../../../../domain/chat/reply.ts';
import { taskNamed, taskValues } from '../../../../domain/chat/task-arguments.ts';
import { jobAggregate } from '../../../../domain/job/aggregate.ts';
import type { Agent, Command } from '../../../../domain/message.ts';
import { outboxAggregate } from '../../../../domain/outbox/decide.ts';
import type { Access } from '../../../../domain/policy/roles.ts';
import { Refusal } from '../../../../domain/refusal.ts';
import { settingsAggregate } from '../../../../domain/settings/decide.ts';
import { settingsStream } from '../../../../domain/settings/machine.ts';
import { planTask } from '../../../../domain/task/plan.ts';
import { taskPolicy } from '../../../../domain/task/policy.ts';
import { taskSpec } from '../../../../domain/task/spec.ts';
import { pressed, settings, text } from '../../../domain/chat/orders.ts';
import { spec } from '../../../domain/job/told-job.ts';
import { limits, type MemoryStore, memoryStore, openDoor, settle, still, testClock, testWorld } from '../../world.ts';

/** Chats, jobs and their people around one log: what is asked and pressed, and what each chat shows. */

export const people = {
  ada: { id: 'tg:1001', role: 'admin' },
  olu: { id: 'tg:1002', role: 'operator' },
  vera: { id: 'tg:1003', role: 'viewer' },
  anna: { id: 'tg:2001', role: 'approver' },
  bert: { id: 'tg:2002', role: 'approver' },
} as const satisfies Record<string, Agent>;

const asOf = { position: '1', lagEvents: 0, lagMs: 0 };

/** The chat that sees what needs approval. */
export const approvals = -7001;

const tasks = [
  {
    id: 'usage',
    title: 'Disk usage',
    program: '/usr/bin/du',
    arguments: ['-sh', '{path}'],
    route: 'light',
    risk: 'low',
  },
  { id: 'restart', title: 'Restart a service', program: '/usr/bin/systemctl', arguments: ['{verb}', '{unit}'] },
].map((task, index) =>
  taskSpec.parse({
    ...task,
    rollback: 'start it again',
    idempotent: true,
    parameters: [
      [{ name: 'path', type: 'path', says: 'Of which folder?', roots: ['/var', '/srv'] }],
      [
        { name: 'verb', type: 'enum', says: 'What is to be done?', choices: ['restart', 'reload'] },
        { name: 'unit', type: 'word', says: 'Which unit?', pattern: '[a-z]+' },
      ],
    ][index],
    gates: index === 0 ? [] : [{ category: 'deploy_restart', needs: 1 }],
  }),
);

export interface ShownMessage {
  messageId: number;
  reply: Reply;
  edits: number;
  silent: boolean;
  replyTo?: number;
}

export interface OfficeOptions {
  store?: MemoryStore;
  /** Later than noon: the office of the next run. */
  laterMs?: number;
  heavyMost?: number;
}

export function office({ store = memoryStore(), laterMs = 0, heavyMost = 100 }: OfficeOptions = {}) {
  const clock = testClock(laterMs);
  const { world, lines } = testWorld(store, clock);
  const board = notices();
  const chats = new Map<number, ShownMessage[]>();
  let lastMessage = 100 + laterMs;
  const shownIn = (chatId: number) => chats.get(chatId) ?? [];

  const sender = {
    render: (reply: Reply): Outgoing[] => [{ content: reply }],
    async send({ chatId, silent = false, replyTo }: Destination, { content }: Outgoing) {
      const message = { messageId: ++lastMessage, reply: content as Reply, edits: 0, silent };
      chats.set(chatId, [...shownIn(chatId), { ...message, ...(replyTo === undefined ? {} : { replyTo }) }]);
      return { messageId: lastMessage };
    },
    async edit({ chatId, messageId }: { chatId: number; messageId: number }, { content }: Outgoing) {
      const message = shownIn(chatId).find(one => one.messageId === messageId);
      if (message === undefined)
        throw new TelegramError({ kind: 'rejected', description: 'message to edit not found' });
      message.reply = content as Reply;
      message.edits++;
    },
    acknowledge: async () => {},
  };

  let overrun: string | undefined;
  const system = () => actors;
  const telling: JobSources['telling'] = (_zone, now) => ({
    now,
    time: at => at.slice(11, 19),
    who: id => Object.entries(people).find(([, person]) => person.id === id)?.[0] ?? id,
    where: 'harbour',
  });
  const front = desk(() => ({ runningMax: 10, queuedMax: 50 }));
  const work = jobs({ system, desk: front, notices: board, timers: clock });
  const sources: JobSources = {
    jobs: work,
    store,
    queries: { jobs: async () => ({ jobs: [], asOf }), jobCounts: () => Promise.reject(new Error('not counted here')) },
    telling,
    approvalChats: [approvals],
    takeHeavy: rateLimiter('heavy work', [{ most: heavyMost, withinMs: 600_000 }], { clock, keysMax: 10 }).take,
    plans: {
      task(args, { role }) {
        const task = taskNamed(tasks, String(args.task));
        return planTask(task, taskValues(task, args), taskPolicy.parse({}), { role, limits: spec().limits });
      },
      probe: () => spec({ route: 'light', gates: [], class: 'probe', name: 'http', title: 'http example.org' }),
    },
    async changeMode(mode, actor, id, { traffic = 'real', ...chain }) {
      await actors.tell({
        id,
        stream: settingsStream,
        type: 'ChangeAutonomy',
        data: { mode },
        actor,
        traffic,
        ...chain,
      });
    },
  };
  const nothing = () => Promise.reject(new Refusal('not_found', 'Nothing is known of it.'));
  const ports = {
    ...{ ...world, store, notices: board, door: openDoor, sender, telling, approvalChats: [approvals] },
    answers: jobAnswers(sources, { status: nothing, trace: nothing, idem: nothing }),
    flags: { read: (flag: string) => ({ flag, on: false, because: 'unset' as const }) },
    gate: { enter: async () => () => {} },
    timeZone: 'UTC',
    warnMs: 15_000,
    pace: pacing(
      { perChatPerSecond: 1000, perChatBurst: 1000, groupPerMinute: 60_000, globalPerSecond: 1000 },
      { clock, timers: clock },
    ),
    draining: () => false,
    tell: async (command: Command) => {
      if (command.stream === overrun) throw new Refusal('mailbox_full', 'It is overrun.');
      return actors.tell(command);
    },
  };
  const rules = chatAggregate({ ...settings, perFiveSeconds: 100, perMinute: 100, tasks });
  const wake = handover(system, world.log);
  world.recorded = (stream, facts) => {
    front.note(stream, facts);
    board.tell(stream, facts);
    wake(stream, facts);
  };
  const actors = actorSystem(
    {
      chat: { ...still(rules), effects: handle => ({ answerCommands: answerCommands(ports)(handle) }) },
      outbox: {
        ...still(outboxAggregate({ retryMinMs: 500, retryMaxMs: 30_000, giveUpAfterMs: 86_400_000 })),
        effects: handle => ({ deliverReplies: deliverReplies(ports)(handle) }),
      },
      job: { ...still(jobAggregate), effects: handle => ({ tellFollowers: tellFollowers(ports)(handle) }) },
      settings: still(settingsAggregate),
    },
    { ...world, mailboxMax: 100 },
    { ...limits, liveMax: 100 },
    { restarted: () => {}, parked: () => {} },
  );
  let updates = laterMs;
  const chatOf = (who: Agent) => Number(who.id.slice('tg:'.length));
  const order = (stream: string, type: string, data: object, actor: Agent, id: string) =>
    actors.tell({
      ...{ id, stream, type, actor, correlationId: id, causationId: id, traffic: 'real' },
      data: { ...data },
    } as Command);

  return {
    ...{ actors, store, clock, lines, work, shownIn },
    /** What the chat shows last. */
    last: (chatId: number) => shownIn(chatId).at(-1)!,
    /** Says it in their private chat, or elsewhere. Resolves once everything that follows at once has happened. */
    async say(who: Agent, words: string, chatId = chatOf(who)) {
      const id = `tg-${++updates}`;
      const more = { id, chatId, sentAt: clock.now(), messageId: updates };
      await order(`chat-${chatId}`, 'ReceiveText', text(words, more), who, id);
      await settle();
      return id;
    },
    /** Presses the button of that label on a message. */
    async press(who: Agent, label: string, message: ShownMessage, chatId = chatOf(who)) {
      const button = message.reply.buttons.flat().find(one => one.label === label);
      if (button === undefined)
        throw new Error(`no ${label} among ${message.reply.buttons.flat().map(one => one.label)}`);
      const id = `tg-${++updates}`;
      const more = { id, chatId, sentAt: clock.now(), messageId: message.messageId };
      await order(`chat-${chatId}`, 'PressButton', pressed(button.data, more), who, id);
      await settle();
      return id;
    },
    /** From here on the actor of this stream takes nothing that jobs tell it. */
    refuse(stream: string | undefined) {
      overrun = stream;
    },
    /** An order of a worker or a timer. */
    async labour(jobId: string, type: string, data: object) {
      const id = `${jobId}/${type}/${++updates}`;
      await order(`job-${jobId}`, type, data, { id: 'system:workshop', role: 'system' }, id);
      await settle();
    },
    types: (jobId: string) => store.types(`job-${jobId}`),
    /** The terminal of the machine that all this runs on. */
    terminal: (access: Access) =>
      terminal({ ...{ ...world, ...ports, access, tasks, jobs: work }, timeZone: 'UTC', deadlineMs: 30_000 }),
  };
}

/** From here on the log takes no answer to a command of these: the process ends between order and answer. */
export function crashBeforeAnswer(store: MemoryStore, of: (commandId: string) => boolean = () => true): void {
  store.fail = (_stream, events) =>
    events.some(({ type, data }) => /^Command(Answered|Refused)$/.test(type) && of(String(data.commandId)))
      ? { before: new StoreUnavailable('the process is gone', { hint: '' }) }
      : undefined;
}

/** All words of a reply. */
export function wordsOf({ reply }: Pick<ShownMessage, 'reply'>): string {
  return JSON.stringify(reply.blocks);
}

export const labelsOf = ({ reply }: Pick<ShownMessage, 'reply'>) => reply.buttons.flat().map(({ label }) => label);
