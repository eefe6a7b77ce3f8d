import type { RecordedEvent } from '../../domain/message.ts';
import type { Outgone } from './workload/crowd.ts';
import type { Expected } from './workload/updates.ts';

/** What the log says of one command. */
export interface Fate {
  /** How it ended, in order: `answered`, `refused:<code>`, `ignored`, `asked`, `quarantined`. */
  ends: string[];
  accepted: number;
  /** It was an answer to a question of the chat. */
  dialogue: boolean;
}

export interface ReplyFate {
  stream: string;
  revision: bigint;
  request: RecordedEvent;
  settled: RecordedEvent | undefined;
  unknowns: number;
}

const doors = new Set(['UpdateReceived', 'StrangerTurnedAway', 'UpdateSetAside', 'UpdateQuarantined']);
/** Right whenever something came too late or too often, or what is asked for is away. */
const alwaysRight = [
  'rate_limited',
  'command_expired',
  'deadline_exceeded',
  'upstream_unavailable',
  'bulkhead_full',
].map(code => `refused:${code}`);

/**
 * What must come of what people sent, known from their side and from the log's bare events. It shares no code with
 * the program: it reads names and fields, and folds nothing.
 */
export class Oracle {
  readonly #sent: Outgone;
  readonly doors = new Map<number, RecordedEvent[]>();
  readonly fates = new Map<string, Fate>();
  readonly replies = new Map<string, ReplyFate>();

  constructor(sent: Outgone) {
    this.#sent = sent;
  }

  note(event: RecordedEvent): void {
    const { type, data, stream, revision } = event;
    const id = data.updateId as number | undefined;
    if (doors.has(type) && id !== undefined) this.doors.set(id, [...(this.doors.get(id) ?? []), event]);
    const end = endOf(event);
    if (end !== undefined) this.#fate(data.commandId as string).ends.push(end);
    if (type === 'CommandAccepted') this.#fate(data.commandId as string).accepted++;
    if (type === 'DialogueAnswered') this.#fate(data.commandId as string).dialogue = true;
    const replyId = `${chatOf(stream)}/${data.replyId as string}`;
    if (type === 'ReplyRequested')
      this.replies.set(replyId, { stream, revision, request: event, settled: undefined, unknowns: 0 });
    const reply = this.replies.get(replyId);
    if (reply === undefined) return;
    if (type === 'DeliveryOutcomeUnknown') reply.unknowns++;
    if (type === 'DeliveryAbandoned' || (type === 'Delivered' && data.last === true)) reply.settled = event;
  }

  #fate(commandId: string): Fate {
    const fate = this.fates.get(commandId) ?? { ends: [], accepted: 0, dialogue: false };
    this.fates.set(commandId, fate);
    return fate;
  }

  /** What is still to come, in words; nothing when all is at rest. */
  open(): string[] {
    const missing = [...this.#sent.keys()].filter(id => !this.doors.has(id)).map(id => `tg-${id} is not in the log`);
    const unended = [...this.doors]
      .filter(([id, [door]]) => door!.type === 'UpdateReceived' && !this.#hasEnded(`tg-${id}`))
      .map(([id]) => `tg-${id} has no end`);
    const unsettled = [...this.replies]
      .filter(([, { settled }]) => settled === undefined)
      .map(([id]) => `reply ${id} is open`);
    return [...missing, ...unended, ...unsettled];
  }

  #hasEnded(commandId: string): boolean {
    const fate = this.fates.get(commandId);
    return fate !== undefined && (fate.ends.length > 0 || (fate.dialogue && fate.accepted === 0));
  }

  /** Where the log differs from what the senders count on. */
  mistakes(): string[] {
    return [...this.#sent].flatMap(([id, { door, ends, what }]) => {
      const found = this.doors.get(id)?.[0]?.type;
      if (found !== door) return [`tg-${id} (${what}) became ${found}, not ${door}`];
      if (door !== 'UpdateReceived') return this.fates.has(`tg-${id}`) ? [`tg-${id} (${what}) reached a chat`] : [];
      const fate = this.fates.get(`tg-${id}`)!;
      return isRight(fate, ends)
        ? []
        : [`tg-${id} (${what}) ended in ${fate.ends.join(', ')}, not in ${ends.join(' or ')}`];
    });
  }
}

function endOf({ type, data }: RecordedEvent): string | undefined {
  switch (type) {
    case 'CommandAnswered':
      return 'answered';
    case 'CommandRefused':
      return `refused:${data.code}`;
    case 'MessageIgnored':
      return 'ignored';
    case 'DialogueAsked':
      return 'asked';
    case 'CommandQuarantined':
      return 'quarantined';
    default:
      return undefined;
  }
}

function isRight(fate: Fate, expected: Expected['ends']): boolean {
  if (fate.dialogue && expected.includes('dialogue')) return !fate.ends.includes('refused:internal_error');
  const [end = 'dialogue'] = fate.ends;
  if (end === 'refused:internal_error' || end === 'quarantined') return false;
  if (alwaysRight.includes(end) || expected.includes(end)) return true;
  if (expected.includes('either')) return end === 'answered' || end === 'refused:not_found';
  return expected.includes('refused') && end.startsWith('refused:');
}

/** `chat-5` and `outbox-5` are of one chat. */
const chatOf = (stream: string) => stream.slice(stream.indexOf('-') + 1);
