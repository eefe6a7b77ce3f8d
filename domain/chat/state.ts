import { msBetween } from '../instants.ts';
import { jobIdOf, readJobId } from '../job/id.ts';
import type { Noted } from '../machine.ts';
import type { Agent, Instant } from '../message.ts';
import type { ChatEvent, Choice, Place } from './events.ts';

/** What is known of a chat: folded from its facts by `note`, and by nothing else. */
export interface Chat {
  opened: boolean;
  /** Commands that were accepted and have no answer yet, by command id. Each has its own deadline. */
  open: Record<string, OpenCommand>;
  /** One at most per user, by the user's agent id. */
  dialogues: Record<string, Dialogue>;
  /** The latest ids that were taken, oldest first: a repeat among them changes nothing. */
  taken: string[];
  /** The latest commands, newest first, offered where an id is asked for. */
  recent: { commandId: string; name: string; at: Instant }[];
  /** The jobs that were last asked for or named here, newest first, offered where a job is asked for. */
  jobs: { jobId: string; about: string }[];
  /**
   * When each user was answered in the last minute (accepted, asked or refused, but for refusals of the limit
   * itself), oldest first: epoch milliseconds.
   */
  accepted: Record<string, number[]>;
  /** When each user was last told to slow down. */
  warned: Record<string, Instant>;
  movedTo?: number;
}

export interface OpenCommand {
  name: string;
  args: Record<string, unknown>;
  by: Agent;
  place: Place;
  at: Instant;
  deadlineAt: Instant;
  correlationId: string;
  /** Id of the event that accepted it: the parent of its answer. */
  eventId: string;
}

export interface Dialogue {
  dialogueId: string;
  name: string;
  args: Record<string, unknown>;
  asks: string;
  choices: Choice[];
  by: Agent;
  place: Place;
  expiresAt: Instant;
  correlationId: string;
  /** Id of the event that asked: the parent of its end. */
  eventId: string;
}

/** How many ids are remembered; the bus repeats within minutes, Telegram is deduplicated at the gateway. */
const takenMax = 500;
const recentMax = 8;
const minuteMs = 60_000;

export const newChat: Chat = {
  opened: false,
  open: {},
  dialogues: {},
  taken: [],
  recent: [],
  jobs: [],
  accepted: {},
  warned: {},
};

/** The chat after a fact. */
export function note(chat: Chat, fact: Noted<ChatEvent>): Chat {
  return { ...chat, taken: withTaken(chat.taken, takenBy(fact)), ...changes(chat, fact) };
}

function changes(chat: Chat, fact: Noted<ChatEvent>): Partial<Chat> {
  switch (fact.type) {
    case 'ChatOpened':
      return { opened: true };
    case 'CommandAccepted':
      return accept(chat, fact);
    case 'CommandAnswered':
      return { open: without(chat.open, fact.commandId) };
    case 'CommandQuarantined':
      return { open: without(chat.open, fact.commandId) };
    case 'CommandRefused':
      return { open: without(chat.open, fact.commandId), ...warn(chat, fact), ...countRefused(chat, fact) };
    case 'DialogueAsked':
      return { dialogues: { ...chat.dialogues, [fact.by.id]: asked(fact) }, accepted: counted(chat, fact.by, fact.at) };
    case 'DialogueEnded':
      return { dialogues: endDialogue(chat.dialogues, fact.dialogueId) };
    case 'ChatMigrated':
      return { movedTo: fact.toChatId };
    case 'DialogueAnswered':
    case 'MessageIgnored':
    case 'ChatReset':
    case 'ReplyRequested':
      return {};
  }
}

function accept(chat: Chat, fact: Noted<ChatEvent & { type: 'CommandAccepted' }>): Partial<Chat> {
  const { commandId, name, args, by, place, at, deadlineAt, meta } = fact;
  const command = { name, args, by, place, at, deadlineAt, correlationId: meta.correlationId, eventId: meta.id };
  return {
    open: { ...chat.open, [commandId]: command },
    recent: [{ commandId, name, at }, ...chat.recent].slice(0, recentMax),
    jobs: withJob(chat.jobs, fact),
    accepted: counted(chat, by, at),
  };
}

function withJob(jobs: Chat['jobs'], { commandId, name, args }: ChatEvent & { type: 'CommandAccepted' }): Chat['jobs'] {
  const asked = { run: args.task, check: args.target }[name];
  const jobId = asked === undefined ? args.job : jobIdOf(String(args.key ?? commandId));
  if (typeof jobId !== 'string') return jobs;
  const id = readJobId(jobId);
  const about = typeof asked === 'string' ? asked : (jobs.find(job => job.jobId === id)?.about ?? name);
  return [{ jobId: id, about: about.slice(0, 40) }, ...jobs.filter(job => job.jobId !== id)].slice(0, recentMax);
}

/** Adds one to a user's last minute, and forgets what is older. Users who were quiet for a minute are let go. */
function counted({ accepted }: Chat, by: Agent, at: Instant): Chat['accepted'] {
  const nowMs = Date.parse(at);
  const lately = (instants: number[]) => {
    const first = instants.findIndex(earlier => nowMs - earlier < minuteMs);
    return first < 0 ? [] : instants.slice(first);
  };
  const mine = [...lately(accepted[by.id] ?? []), nowMs];
  const others = Object.entries(accepted).filter(([id, all]) => id !== by.id && nowMs - all.at(-1)! < minuteMs);
  return { ...Object.fromEntries(others), [by.id]: mine };
}

function warn(chat: Chat, fact: ChatEvent & { type: 'CommandRefused' }): Partial<Chat> {
  if (fact.code !== 'rate_limited' || !fact.told) return {};
  const fresh = Object.entries(chat.warned).filter(([, at]) => msBetween(at, fact.at) < minuteMs);
  return { warned: { ...Object.fromEntries(fresh), [fact.by.id]: fact.at } };
}

/** A refusal is an answer too. What the limit itself refuses is not written to its window, nor what ends an open command. */
function countRefused(chat: Chat, { code, by, at, commandId }: ChatEvent & { type: 'CommandRefused' }): Partial<Chat> {
  if (code === 'rate_limited' || commandId in chat.open) return {};
  return { accepted: counted(chat, by, at) };
}

function asked(fact: Noted<ChatEvent & { type: 'DialogueAsked' }>): Dialogue {
  const { dialogueId, name, args, asks, choices, by, place, expiresAt, meta } = fact;
  return {
    dialogueId,
    name,
    args,
    asks,
    choices,
    by,
    place,
    expiresAt,
    correlationId: meta.correlationId,
    eventId: meta.id,
  };
}

function endDialogue(dialogues: Chat['dialogues'], dialogueId: string): Chat['dialogues'] {
  return Object.fromEntries(Object.entries(dialogues).filter(([, dialogue]) => dialogue.dialogueId !== dialogueId));
}

function takenBy(fact: ChatEvent): string | undefined {
  return 'commandId' in fact ? fact.commandId : undefined;
}

function withTaken(taken: string[], id: string | undefined): string[] {
  if (id === undefined || taken.at(-1) === id || taken.includes(id)) return taken;
  return [...taken.slice(1 - takenMax), id];
}

function without<Value>(record: Record<string, Value>, key: string): Record<string, Value> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
