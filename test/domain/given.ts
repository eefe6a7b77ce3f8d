import type { ExecutionContext } from 'ava';
import type { Aggregate } from '../../domain/aggregate.ts';
import { canonical, fold, initialState } from '../../domain/fold.ts';
import type { Agent } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { eventSchemas, type Fact } from '../../domain/upcast.ts';

/** Given facts, when an order, then facts: the whole test of a rule. */

export const noon = '2026-11-21T12:00:00.000Z';
/** An instant so many seconds after noon. */
export const after = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toISOString();

export const ada: Agent = { id: 'tg:1001', role: 'admin' };
export const system: Agent = { id: 'system:test', role: 'system' };
export const vera: Agent = { id: 'tg:1003', role: 'viewer' };

type Told = { type: string; [field: string]: unknown };

export function given(aggregate: Aggregate) {
  return (...facts: Told[]) => {
    const state = fold(aggregate, initialState(aggregate), facts.map(asFact));
    return {
      state,
      when: (order: Told) => {
        const decide = () => aggregate.decide({ at: noon, by: ada, correlationId: String(order.id), ...order }, state);
        return {
          facts: () => decide().map(checked),
          then: (t: ExecutionContext, ...types: string[]) =>
            t.deepEqual(
              decide()
                .map(checked)
                .map(({ type }) => type),
              types,
            ),
          refuses(t: ExecutionContext, code: string) {
            const refusal = t.throws(decide, { instanceOf: Refusal });
            t.is((refusal as Refusal).code as string, code);
          },
        };
      },
    };
  };
}

/** Facts as they would lie in the log; `factId` where it matters which id one has. */
export function asFact({ type, ...data }: Told, index: number): Fact {
  const parsed = eventSchemas[type]!.parse(data) as Fact['data'];
  return {
    id: typeof data.factId === 'string' ? data.factId : `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`,
    type,
    data: parsed,
    stream: 'test-1',
    revision: BigInt(index),
    position: BigInt(index),
    recordedAt: noon,
    metadata: {
      correlationId: String(data.commandId ?? 'tg-1'),
      causationId: 'test',
      actor: ada,
      schema: 1,
      build: 'test',
      config: 'test',
      traffic: 'real',
    },
  };
}

/** What a decision gives must be what the log would take. */
function checked({ type, ...data }: { type: string }): Told {
  const parsed = eventSchemas[type]!.safeParse(data);
  if (!parsed.success) throw new Error(`${type}: ${canonical(parsed.error.issues)}`);
  return { type, ...(parsed.data as object) };
}
