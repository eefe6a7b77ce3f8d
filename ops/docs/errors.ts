import { refusalCodes } from '../../domain/refusal.ts';
import { code, page, table } from './markdown.ts';

/** Every code with which the answer can be no. */
export function errorsPage(): string {
  const rows = Object.entries(refusalCodes).map(([name, { class: errorClass, retryable, hint }]) => [
    code(name),
    errorClass,
    retryable ? 'yes' : 'no',
    hint,
  ]);
  return page('Errors', opening, table(['code', 'class', 'again later', 'what to do'], rows));
}

const opening = `When the answer is no, the chat says why, what to do, and an id: \`/trace <id>\` shows the whole way of that message.
\`internal_error\` never comes from what somebody wrote: it is a fault of the program.`;
