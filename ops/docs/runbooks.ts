import { errorCatalogue } from '../../domain/catalogue.ts';
import { type RunbookName, runbooks } from '../../domain/runbooks.ts';
import { code, page } from './markdown.ts';

/** What an operator does about each kind of trouble. */
export function runbooksPage(): string {
  const codes = errorCatalogue();
  const parts = (Object.keys(runbooks) as RunbookName[]).flatMap(name => {
    const { title, signs, steps } = runbooks[name];
    const leading = codes.filter(({ runbook }) => runbook === name).map(entry => code(entry.code));
    return [
      `## ${name}`,
      `**${title}.** ${signs}`,
      steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
      ...(leading.length === 0 ? [] : [`Codes: ${leading.join(', ')}`]),
    ];
  });
  return page('Runbooks', opening, ...parts);
}

const opening = 'Each error code leads to one of these. Words in backticks are commands of the chat, or of the server.';
