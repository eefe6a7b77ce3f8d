import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Who may ask: whoever has the token, and browsers that came by a link that works once. */
export interface Visitors {
  /** Who it is, for limits; none: a stranger. */
  known(headers: IncomingHttpHeaders): string | undefined;
  holdsToken(token: string): boolean;
  /** A key that opens one session, once, within 15 minutes. */
  oneTimeKey(): string;
  /** The cookie of a new session for a key or the token; none when it is neither, or was used. */
  enter(key: string): string | undefined;
  leave(headers: IncomingHttpHeaders): string;
}

interface VisitorOptions {
  token: string;
  sessionMs: number;
  secret(): string;
  clock: { monotonicMs(): number };
}

const keyMs = 15 * 60_000;
/** Keys that wait and sessions that last, each. */
const heldMax = 100;
const cookieName = 'binnacle_session';

export function visitors({ token, sessionMs, secret, clock }: VisitorOptions): Visitors {
  const tokenDigest = digest(token);
  const keys = new Map<string, number>();
  const sessions = new Map<string, number>();

  const holdsToken = (said: string) => timingSafeEqual(digest(said), tokenDigest);
  /** By digest, so that a look-up's time says nothing of what is held. */
  function hold(held: Map<string, number>, ms: number): string {
    const made = secret();
    for (const [name, untilMs] of held) if (untilMs < clock.monotonicMs()) held.delete(name);
    const [oldest] = held.keys();
    if (held.size >= heldMax && oldest !== undefined) held.delete(oldest);
    held.set(nameOf(made), clock.monotonicMs() + ms);
    return made;
  }
  const isHeld = (held: Map<string, number>, said: string) => (held.get(nameOf(said)) ?? -1) >= clock.monotonicMs();

  return {
    holdsToken,
    known(headers) {
      const bearer = /^Bearer ([\x21-\x7e]{1,400})$/i.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return holdsToken(bearer) ? 'token' : undefined;
      const session = sessionIn(headers);
      return session !== undefined && isHeld(sessions, session) ? `session ${nameOf(session)}` : undefined;
    },
    oneTimeKey: () => hold(keys, keyMs),
    enter(key) {
      const used = isHeld(keys, key);
      keys.delete(nameOf(key));
      if (!used && !holdsToken(key)) return undefined;
      return cookie(hold(sessions, sessionMs), Math.floor(sessionMs / 1000));
    },
    leave(headers) {
      sessions.delete(nameOf(sessionIn(headers) ?? ''));
      return cookie('', 0);
    },
  };
}

/** No script reads it, and no other site sends it along. */
function cookie(value: string, seconds: number): string {
  return `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
}

function sessionIn({ cookie: said = '' }: IncomingHttpHeaders): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{1,200})`).exec(said)?.[1];
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const nameOf = (text: string) => digest(text).toString('hex');
