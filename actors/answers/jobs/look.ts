import { heading, paragraph, type Reply, type Span } from '../../../domain/chat/reply.ts';
import { jobCard } from '../../../domain/job/card.ts';
import type { Telling } from '../../../domain/job/card-parts.ts';
import type { JobEvent } from '../../../domain/job/events.ts';
import { jobStream, readJobId } from '../../../domain/job/id.ts';
import { nextSteps } from '../../../domain/job/rules.ts';
import { factWords } from '../../../domain/job/words.ts';
import { decode, type Fact } from '../../../domain/upcast.ts';
import type { EventStore } from '../../ports.ts';
import type { Answer } from '../answer.ts';
import { jobNamed, type LookSources } from './sources.ts';

/** /status of a job: its card as it is now. Without one, what the service itself answers. */
export function statusOfJobAnswer(sources: LookSources, service: Answer): Answer {
  return async (question): Promise<Reply> => {
    if (question.args.job === undefined) return service(question);
    const { args, timeZone, at } = question;
    return jobCard(await jobNamed(question, sources), sources.telling(timeZone, at), args.part === 'whole');
  };
}

/** Longer than this, the facts go as a file, with the latest in the chat. */
const linesInChat = 30;

/** /why: the facts that led the job to where it stands, in words. */
export function whyAnswer(sources: LookSources): Answer {
  return async (question): Promise<Reply> => {
    const { timeZone, at, signal } = question;
    const { jobId, state, job } = await jobNamed(question, sources);
    const words = sources.telling(timeZone, at);
    const lines = (await factsOf(jobId, sources.store, signal)).flatMap(fact => lineOf(fact, words));
    const head = [heading(`Why ${jobId} is ${state.toUpperCase()}`)];
    const tail = paragraph(nextSteps(state, job));
    const items = lines.slice(-linesInChat).map(([time, said]): Span[] => [`${time} ${said}`]);
    const buttons = [[{ label: 'Card', data: `v1:run:status:${jobId}` }]];
    if (lines.length <= linesInChat) return { blocks: [...head, { type: 'list', items }, tail], buttons };
    const text = lines.map(line => line.join(' ')).join('\n');
    const file = { name: `why-${jobId}.txt`, mime: 'text/plain', text: text.slice(0, 200_000) };
    return { blocks: [...head, paragraph(`${lines.length} facts, in the file.`), tail], buttons, file };
  };
}

/** Every fact of a job that this program can read, in order. */
export async function factsOf(
  jobId: string,
  store: Pick<EventStore, 'readStream'>,
  signal: AbortSignal,
): Promise<Fact[]> {
  const facts: Fact[] = [];
  for await (const page of store.readStream(jobStream(jobId), { signal }))
    for (const event of page) {
      const decoded = decode(event);
      if (decoded.known) facts.push(decoded.event);
    }
  return facts;
}

function lineOf({ type, data }: Fact, words: Telling): [time: string, said: string][] {
  const fact = { type, ...data } as unknown as JobEvent;
  const said = factWords(fact, words);
  return said === undefined ? [] : [[words.time(fact.at), said]];
}

/** So many chains of a job are traced: those that moved it first. */
const chainsMax = 12;

/** /trace of a job: what followed from each message that bore on it, one tree after the other. */
export function traceOfJobAnswer(sources: Pick<LookSources, 'store'>, trace: Answer): Answer {
  return async (question): Promise<Reply> => {
    const id = String(question.args.id);
    if (!/^[0-9A-Za-z]{10}$/.test(id)) return trace(question);
    const jobId = readJobId(id);
    const facts = await factsOf(jobId, sources.store, question.signal);
    const chains = [...new Set(facts.map(({ metadata }) => metadata.correlationId))];
    if (chains.length === 0) return trace(question);
    const shown = chains.slice(0, chainsMax);
    const traces = await Promise.all(shown.map(chain => trace({ ...question, args: { ...question.args, id: chain } })));
    if (traces.length === 1) return traces[0]!;
    const text = traces.map(textOf).join('\n\n');
    return {
      blocks: [
        heading(`Trace of job ${jobId}`),
        paragraph(
          `${chains.length} messages bore on it: ${shown.join(', ')}${chains.length > chainsMax ? ', …' : ''}.`,
        ),
      ],
      buttons: [],
      file: { name: `trace-${jobId}.txt`, mime: 'text/plain', text: text.slice(0, 200_000) },
    };
  };
}

/** The heading of a trace, and its tree, wherever that stands. */
function textOf({ blocks, file }: Reply): string {
  const title = blocks.find(block => block.type === 'heading')?.text ?? '';
  const tree = file?.text ?? blocks.flatMap(block => (block.type === 'code' ? [block.text] : [])).join('\n');
  return `${title}\n${tree}`;
}
