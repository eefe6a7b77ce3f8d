import { paragraph, type Reply } from '../../../domain/chat/reply.ts';
import type { JobOrder } from '../../../domain/job/commands.ts';
import { checklistItem, type reviewFailCode } from '../../../domain/job/work.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Answer } from '../answer.ts';
import { orderJob } from './order-job.ts';
import { cardAfter, type JobSources, jobNamed } from './sources.ts';

/** /plan: what and why, in words, with the parts that a reviewer looks for. */
export function planAnswer(sources: JobSources): Answer {
  return async (question): Promise<Reply> => {
    const before = await jobNamed(question, sources);
    const after = await orderJob(before, 'AttachPlan', planIn(String(question.args.summary)), question, sources);
    return cardAfter('Your plan is attached.', after, question, sources);
  };
}

const partMax = 600;
const part = /(?:^|\s)(scope|risks|test|rollback|impact):\s*/gi;
type Part = 'scope' | 'risks' | 'test' | 'rollback' | 'impact';

/** `move the logs scope: /var/log rollback: move them back`. @throws {Refusal} `invalid_request`. */
function planIn(text: string): Pick<JobOrder<'AttachPlan'>, 'summary' | Part> {
  const marks = [...text.matchAll(part)];
  const summary = text.slice(0, marks[0]?.index ?? text.length).trim();
  if (summary === '') throw new Refusal('invalid_request', 'A plan begins with what is done, in a sentence.');
  const parts = marks.map((mark, index): [string, string] => {
    const value = text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length).trim();
    return [mark[1]!.toLowerCase(), value];
  });
  const long = [['summary', summary] as const, ...parts].find(([, value]) => value.length > partMax);
  if (long !== undefined)
    throw new Refusal('invalid_request', `The ${long[0]} of a plan has at most ${partMax} characters.`);
  return { summary, ...Object.fromEntries(parts.filter(([, value]) => value !== '')) };
}

/** /review: pass or fail, with the checklist. */
export function reviewAnswer(sources: JobSources): Answer {
  return async (question): Promise<Reply> => {
    const { verdict, code, notes } = question.args as { verdict: 'pass' | 'fail'; code?: FailCode; notes?: string };
    const before = await jobNamed(question, sources);
    const checklist = checklistIn(verdict, code, notes ?? '');
    const said = { ...(code === undefined ? {} : { code }), ...(notes === undefined ? {} : { notes }) };
    const after = await orderJob(before, 'Review', { verdict, ...said, checklist }, question, sources);
    const reply = cardAfter(`You reviewed it: ${verdict}.`, after, question, sources);
    const points = checklist.map(({ item, ok }) => `${ok ? '✓' : '✗'} ${item}`).join('  ');
    return { ...reply, blocks: [...reply.blocks.slice(0, 1), paragraph(points), ...reply.blocks.slice(1)] };
  };
}

type FailCode = (typeof reviewFailCode)['options'][number];
type Item = (typeof checklistItem)['options'][number];

/** The point that each code speaks of. */
const failing: Record<FailCode, Item | undefined> = {
  policy_conflict: 'policy_safety',
  missing_tests: 'tests',
  insufficient_plan: 'correctness',
  high_risk_unmitigated: 'rollback',
  artifact_incomplete: 'approval_constraints',
  other: undefined,
};

/**
 * Every point is ok but for the one that the code speaks of and those that the notes mark: `tests=no`.
 * @throws {Refusal} `invalid_request` for a passing review of a point that is not ok.
 */
function checklistIn(verdict: 'pass' | 'fail', code: FailCode | undefined, notes: string) {
  const checklist = checklistItem.options.map(item => {
    const said = new RegExp(`(?:^|\\s)${item}=(ok|yes|no)\\b`, 'i').exec(notes)?.[1]?.toLowerCase();
    const ok = said === undefined ? code === undefined || failing[code] !== item : said !== 'no';
    return { item, ok };
  });
  const bad = checklist.find(({ ok }) => !ok);
  if (verdict === 'pass' && bad !== undefined)
    throw new Refusal('invalid_request', `A review does not pass with ${bad.item} not ok.`);
  return checklist;
}
