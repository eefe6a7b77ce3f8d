import { paragraph, type Reply } from '../../domain/chat/reply.ts';
import { canonical } from '../../domain/fold.ts';
import { msBetween } from '../../domain/instants.ts';
import type { Instant } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { formatDuration } from '../../domain/units.ts';
import { StoreError } from '../ports.ts';
import type { Answer, Question } from './answer.ts';

/** The last steps of an answer: what was said before, marked as old; or a plain no. */

export interface Fallback {
  command: string;
  step: 'stale' | 'static';
  cause: string;
}

/** So many answers are kept, of at most so many characters each. */
const keptMax = 200;
const lengthMax = 64 * 1024;

/** Refusals that say that something outside is away; the rest are answers. */
const outside = new Set(['upstream_unavailable', 'circuit_open', 'deadline_exceeded', 'bulkhead_full']);

/**
 * The same answers; but where one cannot be had because something is away, the last one to the same question of the
 * same asker's chat stands in, if it is not older than `staleMs`. It says so. Each step is told. Only for commands that only look.
 */
export function standingIn(
  answers: Record<string, Answer>,
  onlyLooks: (command: string) => boolean,
  { staleMs, told }: { staleMs: number; told(fallback: Fallback): void },
): Record<string, Answer> {
  const kept = new Map<string, { reply: Reply; at: Instant }>();
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      onlyLooks(name) ? (asked: Question) => find(answer, asked) : answer,
    ]),
  );

  async function find(answer: Answer, asked: Question): Promise<Reply> {
    try {
      const reply = await answer(asked);
      keep(keyOf(asked), reply, asked.at);
      return reply;
    } catch (error) {
      const cause = awayCause(error);
      if (cause === undefined || asked.signal.aborted) throw error;
      const stale = kept.get(keyOf(asked));
      const usable = stale !== undefined && msBetween(stale.at, asked.at) <= staleMs;
      told({ command: asked.name, step: usable ? 'stale' : 'static', cause });
      if (!usable) throw error;
      return marked(stale.reply, Math.max(0, msBetween(stale.at, asked.at)), cause);
    }
  }

  /** Files and pictures are not kept: they are large, and of one moment. */
  function keep(key: string, reply: Reply, at: Instant): void {
    kept.delete(key);
    if (reply.file !== undefined || reply.media !== undefined || JSON.stringify(reply.blocks).length > lengthMax)
      return;
    kept.set(key, { reply, at });
    if (kept.size > keptMax) kept.delete(kept.keys().next().value!);
  }
}

const keyOf = ({ name, args, by, chatId }: Question) => canonical([name, args, by.role, chatId]);

/** Why it cannot be had; undefined where that is no matter of the outside. */
function awayCause(error: unknown): string | undefined {
  if (error instanceof Refusal) return outside.has(error.code) ? `${error.code}: ${error.message}` : undefined;
  const away =
    error instanceof StoreError || (error instanceof Error && /^Views(Unavailable|Corrupt)$/.test(error.name));
  return away ? error.message : undefined;
}

function marked(reply: Reply, ageMs: number, cause: string): Reply {
  const word = `Not fresh: this was answered ${formatDuration(ageMs)} ago. Now: ${cause.slice(0, 200)}`;
  return { ...reply, blocks: [paragraph({ text: word, style: 'italic' }), ...reply.blocks.slice(0, 99)] };
}
