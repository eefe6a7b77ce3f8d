import { keepNewest } from './bounded.ts';
import type { Entry } from './entries.ts';
import { MessageShelf } from './message-shelf.ts';
import type { ApiCall, ChatRecord, CommandList, Person, PressedButton, StoredFile } from './records.ts';
import type { Settings } from './settings.ts';
import { UpdateLog } from './update-log.ts';

/**
 * Everything the sandbox knows: the fold of its journal's entries. `apply` is the only way to change it, and is
 * the same at work and on restart. Collections forget their oldest beyond the bounds of the settings.
 */
export class SandboxState {
  /** Number of the last entry; the page asks for what came after. */
  sequence = 0;
  /** Number of the last call in the transcript. */
  callNumber = 0;
  readonly users = new Map<number, Person>();
  readonly chats = new Map<number, ChatRecord>();
  readonly messages: MessageShelf;
  readonly commands = new Map<string, CommandList>();
  readonly files = new Map<string, StoredFile>();
  readonly pressed = new Map<string, PressedButton>();
  readonly updates: UpdateLog;
  allowedUpdates: readonly string[] = [];
  webhookUrl = '';
  /** Epoch milliseconds; tells one sandbox from the next at the same address. */
  bornAt = 0;
  calls: ApiCall[] = [];
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.messages = new MessageShelf(settings.messagesPerChatMax);
    this.updates = new UpdateLog(settings.updatesMax);
  }

  apply(entry: Entry): void {
    this.sequence++;
    switch (entry.kind) {
      case 'born':
        this.bornAt = entry.at;
        return;
      case 'user':
        this.users.set(entry.user.id, entry.user);
        return;
      case 'chat':
        this.chats.set(entry.chat.chat.id, entry.chat);
        for (const { id } of entry.chat.topics) this.messages.passOver(entry.chat.chat.id, id);
        return;
      case 'message':
        this.messages.keep({ message: entry.message, silent: entry.silent, sequence: this.sequence });
        return;
      case 'deleted':
        this.messages.delete(entry.chatId, entry.messageId);
        return;
      case 'update':
        this.updates.add({ id: entry.id, update: entry.update });
        return;
      case 'confirmed':
        this.updates.confirm(entry.below);
        return;
      case 'next-update':
        this.updates.nextId = entry.id;
        return;
      case 'allowed-updates':
        this.allowedUpdates = entry.types;
        return;
      case 'webhook':
        this.webhookUrl = entry.url;
        return;
      case 'commands':
        if (entry.list.commands.length === 0) this.commands.delete(entry.list.key);
        else this.commands.set(entry.list.key, entry.list);
        return;
      case 'pressed':
        keepNewest(this.pressed, entry.button.id, entry.button, this.#settings.pressedMax);
        return;
      case 'answered':
        return;
      case 'file':
        keepNewest(this.files, entry.file.fileId, entry.file, this.#settings.filesMax);
        return;
      case 'call':
        this.keepCall(entry.call);
        return;
      case 'counters':
        this.#restoreCounters(entry);
    }
  }

  /** The entries that rebuild this state, for a compacted journal. The counters come last: they overrule. */
  *entries(): Generator<Entry> {
    yield { kind: 'born', at: this.bornAt };
    for (const user of this.users.values()) yield { kind: 'user', user };
    for (const chat of this.chats.values()) yield { kind: 'chat', chat };
    for (const { message, silent } of this.messages.all()) yield { kind: 'message', message, silent };
    for (const { id, update } of this.updates.confirmed) yield { kind: 'update', id, update };
    if (this.updates.confirmedBelow > 0) yield { kind: 'confirmed', below: this.updates.confirmedBelow };
    for (const { id, update } of this.updates.pending) yield { kind: 'update', id, update };
    yield { kind: 'next-update', id: this.updates.nextId };
    yield { kind: 'allowed-updates', types: [...this.allowedUpdates] };
    yield { kind: 'webhook', url: this.webhookUrl };
    for (const list of this.commands.values()) yield { kind: 'commands', list };
    for (const button of this.pressed.values()) yield { kind: 'pressed', button };
    for (const file of this.files.values()) yield { kind: 'file', file };
    for (const call of this.calls) yield { kind: 'call', call };
    yield {
      kind: 'counters',
      sequence: this.sequence,
      calls: this.callNumber,
      messageIds: [...this.messages.nextIds],
    };
  }

  /** Puts a call at the end of the transcript. */
  keepCall(call: ApiCall): void {
    this.callNumber = call.number;
    this.calls.push(call);
    // Cut in blocks: shifting one call off a long array each time would cost more than the call itself.
    if (this.calls.length > this.#settings.callsMax * 1.25) this.calls = this.calls.slice(-this.#settings.callsMax);
  }

  #restoreCounters({ sequence, calls, messageIds }: Extract<Entry, { kind: 'counters' }>): void {
    this.sequence = sequence;
    this.callNumber = calls;
    for (const [chatId, next] of messageIds) this.messages.passOver(chatId, next - 1);
  }
}
