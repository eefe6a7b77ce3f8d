import { facts, heading, type Reply } from '../../../domain/chat/reply.ts';
import { jobIdOf, readJobId } from '../../../domain/job/id.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { formatQuantity } from '../../../domain/units.ts';
import type { Fact } from '../../../domain/upcast.ts';
import type { Answer } from '../answer.ts';
import { clockTime } from '../times.ts';
import { factsOf } from './look.ts';
import type { JobSources } from './sources.ts';

/**
 * /idem: beside what the inbox knows of a message, what a key was first used for, how often it came again, and how
 * often for something else. A job's id stands for its key.
 */
export function idemOfJobAnswer(sources: Pick<JobSources, 'store'>, message: Answer): Answer {
  return async (question): Promise<Reply> => {
    const { store } = sources;
    const { args, timeZone, signal } = question;
    const key = String(args.key);
    const named = /^[0-9A-Za-z]{10}$/.test(key) ? await factsOf(readJobId(key), store, signal) : [];
    const all = named.length > 0 ? named : await factsOf(jobIdOf(key), store, signal);
    const [first] = all;
    if (first === undefined) return message(question);
    const blocks = jobBlocks(first, all, timeZone);
    try {
      const reply = await message(question);
      return { ...reply, blocks: [...blocks, ...reply.blocks] };
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || refusal.code !== 'not_found') throw refusal;
      return { blocks, buttons: [] };
    }
  };
}

function jobBlocks(first: Fact, all: Fact[], timeZone: string): Reply['blocks'] {
  const { jobId, key, payloadHash, at } = first.data as Record<'jobId' | 'key' | 'payloadHash' | 'at', string>;
  const times = (type: string) => {
    const those = all.filter(fact => fact.type === type);
    const last = those.at(-1);
    if (last === undefined) return 'never';
    return `${formatQuantity(those.length, 'time')}, last ${clockTime(String(last.data.at), timeZone, true)}`;
  };
  return [
    heading(`Job ${jobId}`),
    facts(
      ['key', key],
      ['first use', `${clockTime(at, timeZone, true)}: a new job (a miss)`],
      ['payload', payloadHash.slice(0, 16)],
      ['asked again', times('RequestRepeated')],
      ['for something else', `${times('IdempotencyConflict')} (nothing was done)`],
    ),
  ];
}
