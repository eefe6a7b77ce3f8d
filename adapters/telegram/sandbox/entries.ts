import type { ApiCall, ChatRecord, CommandList, Person, PressedButton, StoredFile } from './records.ts';
import type { Message } from './shapes.ts';

/**
 * What changes the sandbox's state. The journal holds these, one a line; the state is their fold, so a killed
 * sandbox comes back by reading them again.
 */
export type Entry =
  /** First line of a new journal. Epoch milliseconds. */
  | { kind: 'born'; at: number }
  | { kind: 'user'; user: Person }
  | { kind: 'chat'; chat: ChatRecord }
  /** A new message, or a message as it is after an edit. */
  | { kind: 'message'; message: Message; silent: boolean }
  | { kind: 'deleted'; chatId: number; messageId: number }
  | { kind: 'update'; id: number; update: unknown }
  /** The bot has confirmed all updates before `below`. */
  | { kind: 'confirmed'; below: number }
  | { kind: 'next-update'; id: number }
  | { kind: 'allowed-updates'; types: string[] }
  | { kind: 'webhook'; url: string }
  | { kind: 'commands'; list: CommandList }
  | { kind: 'pressed'; button: PressedButton }
  | { kind: 'answered'; id: string; text: string; alert: boolean; url: string }
  | { kind: 'file'; file: StoredFile }
  | { kind: 'call'; call: ApiCall }
  /** First line of a compacted journal: where counting goes on. */
  | { kind: 'counters'; sequence: number; calls: number; messageIds: [chatId: number, next: number][] };

/** Kinds that the page and its event stream are told of. */
export const publicKinds: ReadonlySet<string> = new Set<Entry['kind']>([
  'user',
  'chat',
  'message',
  'deleted',
  'commands',
  'pressed',
  'answered',
]);
