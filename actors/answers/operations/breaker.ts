import { bold, mono, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { nearest } from '../../../domain/nearest.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { formatDuration, parseDuration } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import type { Breakers } from '../resilience-ports.ts';

const usualMs = 600_000;
const mostMs = 86_400_000;

/** A person's word over a breaker, always with an end. It is recorded with who said it, and then it counts. */
export function breakerAnswer(breakers: Breakers): Answer {
  return async ({ args, by, correlationId }): Promise<Reply> => {
    const { dependency, action: mode } = args as { dependency: string; action: 'force-open' | 'force-closed' | 'auto' };
    requireKnown(dependency, breakers);
    if (dependency === 'eventstore' && mode === 'force-open')
      throw new Refusal(
        'invalid_request',
        'The event log cannot be held open: nothing could be recorded, not even its end.',
      );
    const ttlMs = ttlOf(args.ttl as string | undefined);
    await breakers.say({ id: `${correlationId}/breaker`, dependency, mode, ttlMs, by, correlationId });
    return mode === 'auto' ? givenBack(dependency) : held(dependency, mode, ttlMs);
  };
}

function requireKnown(dependency: string, breakers: Breakers): void {
  const names = breakers.rows().map(({ name }) => name);
  if (names.includes(dependency)) return;
  const near = nearest(dependency, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Send /breakers for the names.';
  throw new Refusal('not_found', `Nothing outside is called ${dependency}.`, { hint });
}

function ttlOf(text: string | undefined): number {
  const ms = text === undefined ? usualMs : (parseDuration(text) ?? 0);
  if (ms >= 1000 && ms <= mostMs) return ms;
  throw new Refusal('invalid_request', `${text} is not a time from 1s to 24h.`, { hint: 'Say it like 15m.' });
}

function held(dependency: string, mode: 'force-open' | 'force-closed', ttlMs: number): Reply {
  const what = mode === 'force-open' ? 'is not called' : 'is called whatever happens';
  return {
    ...says(
      paragraph(bold(dependency), ` ${what} for ${formatDuration(ttlMs)}; then it decides by itself again.`),
      paragraph('Sooner: ', mono(`/breaker ${dependency} auto`)),
    ),
    buttons: [[{ label: 'Give it back', data: `v1:run:breaker:${dependency} auto` }]],
  };
}

const givenBack = (dependency: string) => says(paragraph(bold(dependency), ' decides by itself again.'));
