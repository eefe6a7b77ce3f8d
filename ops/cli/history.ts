import type { Answer, Question } from '../../actors/answers/answer.ts';
import { auditAnswer } from '../../actors/answers/history/audit.ts';
import { traceAnswer } from '../../actors/answers/history/trace.ts';
import { opsAnswer } from '../../actors/answers/operations/ops.ts';
import { sloAnswer } from '../../actors/answers/operations/slo.ts';
import { plainText } from '../../adapters/terminal/plain-text.ts';
import type { Reply } from '../../domain/chat/reply.ts';
import { systemClock } from '../system-time.ts';
import { configured, withQueries } from './sources.ts';

/** The verbs that show what happened. They say the same words as the chat does. */

interface Output {
  json?: boolean;
}

export async function trace(file: string | undefined, id: string, { json }: Output): Promise<void> {
  await withQueries(configured(file), async queries => {
    if (json) return print(await queries.trace(id));
    return show(traceAnswer(queries), { id });
  });
}

export async function audit(
  file: string | undefined,
  options: Output & { actor?: string; limit: number },
): Promise<void> {
  const { json, ...asked } = options;
  await withQueries(configured(file), async queries => {
    if (json) return print(await queries.audit(asked));
    return show(auditAnswer(queries), asked);
  });
}

/** Of the last minutes, or of so many hours. */
export async function ops(file: string | undefined, { json, hours }: Output & { hours?: number }): Promise<void> {
  await withQueries(configured(file), async queries => {
    if (json) return print(await queries.ops(hours === undefined ? {} : { windowMinutes: hours * 60 }));
    return show(opsAnswer(queries), hours === undefined ? {} : { hours });
  });
}

export async function slo(file: string | undefined, { json }: Output): Promise<void> {
  await withQueries(configured(file), async queries => {
    if (json) return print(await queries.slo());
    return show(sloAnswer(queries), {});
  });
}

/** Newest last, as logs are read in a terminal. */
export async function log(
  file: string | undefined,
  options: Output & { filter?: string; limit: number },
): Promise<void> {
  const { json, filter, limit } = options;
  await withQueries(configured(file), async queries => {
    const { records } = await queries.log({ limit, ...(filter === undefined ? {} : { text: filter }) });
    for (const record of records.reverse()) {
      const { at, level, stream, type, code, correlationId, text } = record;
      console.log(
        json ? JSON.stringify(record) : [at, level.padEnd(5), stream, type, code ?? '-', correlationId, text].join(' '),
      );
    }
  });
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

async function show(answer: Answer, args: Record<string, unknown>): Promise<void> {
  const question: Question = {
    name: '',
    args,
    by: { id: 'cli:local', role: 'admin' },
    chatId: 0,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    at: systemClock.now(),
    correlationId: 'cli-local',
    signal: new AbortController().signal,
  };
  printReply(await answer(question));
}

/** In the words of the chat, without its buttons. */
export function printReply(reply: Reply): void {
  console.log(replyText(reply));
}

export function replyText(reply: Reply): string {
  return plainText({ ...reply, buttons: [] });
}
