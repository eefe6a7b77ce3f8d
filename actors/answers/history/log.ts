import { heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries, RecordedLine } from '../query-ports.ts';

/** The latest records as a file, newest first: one line each, times in UTC so that files can be compared. */
export function logAnswer(queries: Pick<AnswerQueries, 'log'>): Answer {
  return async ({ args, at }): Promise<Reply> => {
    const filter = typeof args.filter === 'string' ? args.filter : undefined;
    const options = {
      ...(typeof args.limit === 'number' ? { limit: args.limit } : {}),
      ...(filter === undefined ? {} : { text: filter }),
    };
    const { records, asOf } = await queries.log(options);
    const held = filter === undefined ? '' : ` that hold “${filter}”`;
    if (records.length === 0) return says(heading('Log'), paragraph(`There are no records${held}.`), asOfLine(asOf));
    const worst = records.filter(({ level }) => level !== 'info').length;
    const text = records.map(line).join('\n').slice(0, 200_000);
    const name = `log-${at.slice(0, 19).replaceAll(':', '')}Z.txt`;
    return {
      ...says(
        heading('Log'),
        paragraph(`${records.length} records${held}, ${worst} of them warnings or errors.`),
        asOfLine(asOf),
      ),
      file: { name, mime: 'text/plain', text },
    };
  };
}

function line({ at, level, stream, type, code, correlationId, text }: RecordedLine): string {
  return [at, level.toUpperCase().padEnd(5), stream, type, code ?? '-', correlationId, text].join(' ');
}
