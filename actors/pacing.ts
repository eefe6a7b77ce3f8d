import type { Clock, Timers } from './ports.ts';
import { pause } from './waiting.ts';

/** How fast Telegram may be spoken to: its published limits, as token buckets. */
export interface PaceLimits {
  perChatPerSecond: number;
  perChatBurst: number;
  groupPerMinute: number;
  globalPerSecond: number;
}

export interface Pace {
  /** Resolves when one more message may go to the chat, or when the signal fires. */
  turn(chatId: number, signal: AbortSignal): Promise<void>;
  /** Telegram asked for so long a rest in that chat: it holds for everybody who speaks there. */
  rest(chatId: number, ms: number): void;
}

/** Tokens come back at `perMs`, up to `burst`; they may be owed, so that those who wait keep their order. */
interface Bucket {
  tokens: number;
  atMs: number;
}

/** Buckets of chats that have been quiet are forgotten past this number. */
const bucketsMax = 10_000;

export function pacing(limits: PaceLimits, { clock, timers }: { clock: Clock; timers: Timers }): Pace {
  const chats = new Map<number, Bucket>();
  const groups = new Map<number, Bucket>();
  /** Until when there is rest, by chat; monotonic milliseconds. */
  const resting = new Map<number, number>();
  const all: Bucket = { tokens: limits.globalPerSecond, atMs: clock.monotonicMs() };

  return {
    async turn(chatId, signal) {
      const nowMs = clock.monotonicMs();
      const chat = draw(
        bucketOf(chats, chatId, limits.perChatBurst, nowMs),
        limits.perChatPerSecond / 1000,
        limits.perChatBurst,
        nowMs,
      );
      const group =
        chatId < 0
          ? draw(
              bucketOf(groups, chatId, limits.groupPerMinute, nowMs),
              limits.groupPerMinute / 60_000,
              limits.groupPerMinute,
              nowMs,
            )
          : 0;
      const global = draw(all, limits.globalPerSecond / 1000, limits.globalPerSecond, nowMs);
      const waitMs = Math.max(chat, group, global);
      if (waitMs > 0) await pause(timers, waitMs, signal);
      for (let left = restMs(chatId); left > 0 && !signal.aborted; left = restMs(chatId))
        await pause(timers, left, signal);
    },
    rest(chatId, ms) {
      const untilMs = clock.monotonicMs() + ms;
      resting.delete(chatId);
      if (resting.size >= bucketsMax) resting.delete(resting.keys().next().value!);
      resting.set(chatId, untilMs);
    },
  };

  function restMs(chatId: number): number {
    const untilMs = resting.get(chatId);
    if (untilMs === undefined) return 0;
    const left = Math.ceil(untilMs - clock.monotonicMs());
    if (left <= 0) resting.delete(chatId);
    return left;
  }
}

function bucketOf(buckets: Map<number, Bucket>, chatId: number, burst: number, nowMs: number): Bucket {
  const bucket = buckets.get(chatId) ?? { tokens: burst, atMs: nowMs };
  if (!buckets.has(chatId) && buckets.size >= bucketsMax) buckets.delete(buckets.keys().next().value!);
  buckets.set(chatId, bucket);
  return bucket;
}

/** Takes one token and says how long to wait for it. */
function draw(bucket: Bucket, perMs: number, burst: number, nowMs: number): number {
  bucket.tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) * perMs) - 1;
  bucket.atMs = nowMs;
  return bucket.tokens >= 0 ? 0 : Math.ceil(-bucket.tokens / perMs);
}
