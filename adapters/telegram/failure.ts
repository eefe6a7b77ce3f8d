import { GrammyError, HttpError } from 'grammy/web';
import type { TelegramFailure } from '../../actors/ports.ts';
import { cleanLine } from '../terminal/clean.ts';
import { TransportError } from './transport.ts';

/** Bounds of what Telegram may ask us to wait; without a number in its answer, `retryAfterDefaultMs`. */
const retryAfterMinMs = 1_000;
const retryAfterMaxMs = 3_600_000;
const retryAfterDefaultMs = 5_000;
const descriptionMax = 300;

/** 400s that mean that this chat cannot be written to any more. A lost topic is not one: its chat lives on. */
const chatIsGone =
  /chat not found|user is deactivated|user_deactivated|user not found|peer_id_invalid|blocked by the user|bot was kicked|group chat was deactivated|chat_write_forbidden|need administrator rights|not enough rights|have no rights|channel_private|input_user_deactivated/i;

/**
 * Sorts whatever a call of the Bot API threw by what is to be done about it. Total: what is not known to have
 * failed before it was sent is `unknown`. The description never holds a secret of `secrets`, nor an address.
 */
export function failureOf(thrown: unknown, method: string, secrets: readonly string[] = []): TelegramFailure {
  const say = (text: string) => describe(`${method}: ${text}`, secrets);
  if (thrown instanceof GrammyError) return fromAnswer(thrown, say);
  const cause = thrown instanceof HttpError ? thrown.error : thrown;
  if (cause instanceof TransportError) return fromTransport(cause, say);
  return { kind: 'unknown', description: say(cause instanceof Error ? cause.message : 'failed without a reason') };
}

type Say = (text: string) => string;

function fromTransport({ code, maybeArrived }: TransportError, say: Say): TelegramFailure {
  if (!maybeArrived) return { kind: 'not_sent', description: say(`no connection (${code})`) };
  return { kind: 'unknown', description: say(`sent, but no answer came (${code})`) };
}

function fromAnswer({ error_code: code, description, parameters }: GrammyError, say: Say): TelegramFailure {
  const text = typeof description === 'string' ? description : 'no description';
  const migratedTo = parameters?.migrate_to_chat_id;
  if (Number.isSafeInteger(migratedTo)) return { kind: 'migrated', toChatId: migratedTo!, description: say(text) };
  if (code === 429 || code === 420) {
    return { kind: 'throttled', retryAfterMs: retryAfterMs(parameters?.retry_after, text), description: say(text) };
  }
  return { kind: kindOf(code, text), description: say(text) };
}

function kindOf(code: number, text: string): 'not_sent' | 'unreachable' | 'rejected' | 'auth' | 'conflict' {
  // 404 is what Telegram answers to a token that does not even look like one.
  if (code === 401 || code === 404) return 'auth';
  if (code === 403) return 'unreachable';
  if (code === 409) return 'conflict';
  if (code >= 500 || code === 408) return 'not_sent';
  return code === 400 && chatIsGone.test(text) ? 'unreachable' : 'rejected';
}

function retryAfterMs(seconds: unknown, text: string): number {
  const said = Number(seconds ?? /retry after (\d{1,9})/i.exec(text)?.[1] ?? Number.NaN);
  if (!Number.isFinite(said)) return retryAfterDefaultMs;
  return Math.min(retryAfterMaxMs, Math.max(retryAfterMinMs, Math.ceil(said * 1000)));
}

const anyToken = /\d{5,}:[\w-]{20,}/g;
const anyAddress = /\bhttps?:\/\/\S+/gi;

function describe(text: string, secrets: readonly string[]): string {
  const known = secrets.filter(secret => secret.length >= 6).flatMap(formsOf);
  const scrubbed = known.reduce((rest, secret) => rest.replaceAll(secret, '<secret>'), text);
  return cleanLine(scrubbed.replace(anyToken, '<token>').replace(anyAddress, '<address>')).slice(0, descriptionMax);
}

/** A token also leaks as its half after the colon, and in the coding of addresses. */
function formsOf(secret: string): string[] {
  const half = secret.slice(secret.indexOf(':') + 1);
  return [secret, encodeURIComponent(secret), ...(half.length >= 6 ? [half] : [])];
}
