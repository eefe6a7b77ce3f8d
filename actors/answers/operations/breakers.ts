import {
  type Block,
  bold,
  heading,
  paragraph,
  type Reply,
  type Span,
  says,
  table,
} from '../../../domain/chat/reply.ts';
import type { Answer } from '../answer.ts';
import type { BreakerLine, Breakers } from '../resilience-ports.ts';
import { clockTime } from '../times.ts';

/** Everything outside that is called, those in trouble first and in words; then the pools. */
export function breakersAnswer(breakers: Breakers): Answer {
  return async ({ timeZone }): Promise<Reply> => {
    const lines = breakers.rows().toSorted((one, other) => trouble(other) - trouble(one));
    const open = lines.filter(({ breaker }) => breaker?.state !== undefined && breaker.state !== 'closed');
    const verdict = open.length === 0 ? 'Everything is asked.' : `${open.length} of ${lines.length} are held back.`;
    return {
      ...says(
        heading('Breakers'),
        paragraph(bold(verdict)),
        table(['name', 'state', 'fail', 'slow'], lines.map(row)),
        ...stories(lines, timeZone),
        table(['pool', 'in', 'of', 'wait', 'refused'], breakers.pools().map(poolRow)),
      ),
      buttons: [
        [
          { label: '↻ Refresh', data: 'v1:run:breakers' },
          { label: 'Health', data: 'v1:run:health' },
        ],
      ],
    };
  };
}

const trouble = ({ breaker }: BreakerLine) =>
  breaker === undefined ? 0 : ['closed', 'half-open', 'open'].indexOf(breaker.state) * 2 + (breaker.override ? 1 : 0);

const share = (part: number, of: number) => (of === 0 ? '–' : `${Math.round((100 * part) / of)} %`);

function row({ name, breaker }: BreakerLine): string[] {
  if (breaker === undefined) return [name, 'off', '–', '–'];
  const { state, calls, failures, slow, override } = breaker;
  return [name, override === undefined ? state : `${state}!`, share(failures, calls), share(slow, calls)];
}

/** What the table has no room for: the last failure, the next try, a person's word. */
function stories(lines: BreakerLine[], timeZone: string): Block[] {
  const items = lines.flatMap(({ name, breaker }): Span[][] => {
    if (breaker === undefined || (breaker.lastFailureAt === undefined && breaker.override === undefined)) return [];
    const { lastFailureAt, lastFailure, nextRetryAt, override } = breaker;
    const at = (instant: string) => clockTime(instant, timeZone).slice(0, 8);
    const parts = [
      override === undefined ? '' : `${override.mode} until ${at(override.until)}`,
      lastFailureAt === undefined ? '' : `failed at ${at(lastFailureAt)}: ${lastFailure?.slice(0, 120)}`,
      nextRetryAt === undefined ? '' : `next try at ${at(nextRetryAt)}`,
    ];
    return [[bold(name), ` – ${parts.filter(Boolean).join('; ')}`]];
  });
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

const poolRow = ({ name, active, max, waiting, rejected }: ReturnType<Breakers['pools']>[number]): string[] => [
  name,
  ...[active, max, waiting, rejected].map(String),
];
