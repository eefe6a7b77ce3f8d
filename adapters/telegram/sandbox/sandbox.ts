import type { Blobs } from './blobs.ts';
import { BudgetKeeper } from './bot-api/budget.ts';
import { FaultDesk } from './bot-api/faults.ts';
import type { SandboxClock } from './clock.ts';
import { type Entry, publicKinds } from './entries.ts';
import type { Journal } from './journal.ts';
import { LongPoll } from './long-poll.ts';
import { Notices } from './notices.ts';
import type { ApiCall, ChatRecord } from './records.ts';
import type { Settings } from './settings.ts';
import type { Message, User } from './shapes.ts';
import type { SandboxState } from './state.ts';

export interface SandboxParts {
  state: SandboxState;
  journal: Journal;
  blobs: Blobs;
  bot: User;
  token: string;
  settings: Settings;
  clock: SandboxClock;
}

/** What every method of the Bot API and every control works on. */
export class Sandbox {
  readonly state: SandboxState;
  readonly blobs: Blobs;
  readonly bot: User;
  readonly token: string;
  readonly settings: Settings;
  readonly clock: SandboxClock;
  readonly poll: LongPoll;
  readonly notices: Notices;
  readonly faults: FaultDesk;
  readonly budget: BudgetKeeper;
  /** Epoch milliseconds of the last getUpdates, or 0. */
  lastPollAt = 0;
  readonly #journal: Journal;

  constructor({ state, journal, blobs, bot, token, settings, clock }: SandboxParts) {
    this.state = state;
    this.#journal = journal;
    this.blobs = blobs;
    this.bot = bot;
    this.token = token;
    this.settings = settings;
    this.clock = clock;
    this.poll = new LongPoll(state.updates, below => this.record({ kind: 'confirmed', below }));
    this.notices = new Notices(settings.noticesMax, settings.listenersMax, state.sequence);
    this.faults = new FaultDesk(clock);
    this.budget = new BudgetKeeper(settings.limits, clock);
  }

  /** Telegram counts time in whole seconds. */
  seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  /** Changes the state, queues the entry for the journal and tells the pages. */
  record(entry: Entry): void {
    this.state.apply(entry);
    this.#journal.append(entry);
    if (publicKinds.has(entry.kind)) this.notices.tell(entry, this.state.sequence);
  }

  /**
   * Puts a call into the transcript. Polls are not journaled, and of what they gave only the ids are kept: they
   * would outnumber and outweigh everything else.
   */
  recordCall(call: Omit<ApiCall, 'number'>): void {
    const numbered: ApiCall = { number: this.state.callNumber + 1, ...call };
    if (call.method !== 'getUpdates') this.record({ kind: 'call', call: numbered });
    else this.state.keepCall(Array.isArray(call.result) ? { ...numbered, result: call.result.map(idOf) } : numbered);
  }

  /** Adds a message to a chat under the next id. */
  deliver(chat: ChatRecord, fields: Omit<Message, 'message_id' | 'date' | 'chat'>, silent = false): Message {
    const id = this.state.messages.nextId(chat.chat.id);
    const message: Message = { message_id: id, date: this.seconds(), chat: chat.chat, ...fields };
    this.record({ kind: 'message', message, silent });
    return message;
  }

  /** Replaces a message by its edited self. */
  replace(message: Message): void {
    const silent = this.state.messages.get(message.chat.id, message.message_id)?.silent ?? false;
    this.record({ kind: 'message', message, silent });
  }

  /** Queues an update for the bot and wakes its poll. Returns its id, or null when the bot asked not to get its kind. */
  pushUpdate(kind: string, payload: unknown): number | null {
    const { allowedUpdates } = this.state;
    if (allowedUpdates.length > 0 && !allowedUpdates.includes(kind)) return null;
    const id = this.state.updates.nextId;
    this.pushRaw(id, { update_id: id, [kind]: payload });
    return id;
  }

  /** Queues anything at all as an update. */
  pushRaw(id: number, update: unknown): void {
    this.record({ kind: 'update', id, update });
    this.poll.wake();
  }

  /** To be called before anything is answered: what was answered outlives a kill. */
  flush(): void {
    this.#journal.flush();
  }

  close(): void {
    this.poll.close();
    this.notices.close();
    this.#journal.close();
  }
}

const idOf = (update: { update_id?: number } | null) => update?.update_id ?? null;
