import { bold, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import type { Autonomy } from '../../../domain/job/work.ts';
import type { Answer } from '../answer.ts';
import { actOf, type JobSources } from './sources.ts';

const meaning: Record<Autonomy, string> = {
  readonly: 'nothing is dispatched but charts; what is approved waits',
  supervised: 'heavy work waits for its gates and for a /resume',
  auto: 'heavy work that needs nobody’s approval does not wait for a /resume; gates hold as ever',
};

/** /mode: how much may run by itself. */
export function modeAnswer(sources: JobSources): Answer {
  return async (question): Promise<Reply> => {
    const { jobs, changeMode } = sources;
    const { orderId, chain } = actOf(question);
    const mode = question.args.mode as Autonomy;
    const before = await jobs.autonomy();
    await changeMode(mode, question.by, orderId, chain);
    const changed = before === mode ? 'The mode is ' : `The mode was ${before}; it is now `;
    return says(paragraph(changed, bold(mode), `: ${meaning[mode]}.`));
  };
}
