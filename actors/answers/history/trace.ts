import { code, heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { formatDuration } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries, TracedStep } from '../query-ports.ts';
import { clockTime } from '../times.ts';

/** Longer than this, the tree goes as a file. */
const linesInChat = 30;

/** What followed from one message: the tree of causes, each step with the milliseconds since its parent. */
export function traceAnswer(queries: Pick<AnswerQueries, 'trace'>): Answer {
  return async ({ args, timeZone }): Promise<Reply> => {
    const { correlationId, roots, count, totalMs, cut, asOf } = await queries.trace(String(args.id));
    const lines = roots.flatMap(root => tree(root, '', ''));
    const began = roots[0] === undefined ? '' : `, began ${clockTime(roots[0].recordedAt, timeZone, true)}`;
    const shown = cut ? `${count} events or more` : `${count} events`;
    const head = [heading(`Trace of ${correlationId}`), paragraph(`${shown} in ${formatDuration(totalMs)}${began}`)];
    if (lines.length <= linesInChat) return says(...head, code(lines.join('\n')), asOfLine(asOf));
    const file = { name: `trace-${correlationId}.txt`, mime: 'text/plain', text: lines.join('\n').slice(0, 200_000) };
    return { ...says(...head, asOfLine(asOf)), file };
  };
}

function tree(step: TracedStep, indent: string, below: string): string[] {
  const { type, stream, revision, ms, text, steps } = step;
  const line = `${indent}${type} +${ms} ms`;
  const detail = `${below}  ${stream}@${revision}${text === '' ? '' : ` · ${text}`}`;
  const children = steps.flatMap((child, index) => {
    const last = index === steps.length - 1;
    return tree(child, `${below}${last ? '└ ' : '├ '}`, `${below}${last ? '  ' : '│ '}`);
  });
  return [line, detail, ...children];
}
