import type { Answer } from '../answer.ts';
import { decideAnswer } from './decide.ts';
import { idemOfJobAnswer } from './idem.ts';
import { planAnswer, reviewAnswer } from './judge.ts';
import { boardAnswer, listAnswer } from './list.ts';
import { statusOfJobAnswer, traceOfJobAnswer, whyAnswer } from './look.ts';
import { modeAnswer } from './mode.ts';
import { recoverAnswer, resumeAnswer, stopAnswer } from './move.ts';
import { checkAnswer, runAnswer } from './request.ts';
import type { JobSources } from './sources.ts';

/** The answers to the commands about jobs; `others` are those that take a job as well as something else. */
export function jobAnswers(
  sources: JobSources,
  others: { status: Answer; trace: Answer; idem: Answer },
): Record<string, Answer> {
  return {
    run: runAnswer(sources),
    check: checkAnswer(sources),
    list: listAnswer(sources),
    board: boardAnswer(sources),
    plan: planAnswer(sources),
    review: reviewAnswer(sources),
    approve: decideAnswer('Approve', sources),
    reject: decideAnswer('Reject', sources),
    resume: resumeAnswer(sources),
    stop: stopAnswer(sources),
    recover: recoverAnswer(sources),
    mode: modeAnswer(sources),
    why: whyAnswer(sources),
    status: statusOfJobAnswer(sources, others.status),
    trace: traceOfJobAnswer(sources, others.trace),
    idem: idemOfJobAnswer(sources, others.idem),
  };
}
