import { errorCatalogue } from '../../domain/catalogue.ts';
import { code, page, table } from './markdown.ts';

/** Every code with which the answer can be no. */
export function errorsPage(): string {
  const rows = errorCatalogue().map(({ code: name, class: errorClass, retryable, text, hint, runbook }) => [
    code(name),
    errorClass,
    retryable ? 'yes' : 'no',
    text,
    hint,
    `[${runbook}](runbooks.md#${runbook})`,
  ]);
  return page(
    'Errors',
    opening,
    table(['code', 'class', 'again later', 'what it means', 'what to do', 'runbook'], rows),
  );
}

const opening = `When the answer is no, the chat says why, what to do, and an id: \`/trace <id>\` shows the whole way of that message.
\`internal_error\` never comes from what somebody wrote: it is a fault of the program.`;
