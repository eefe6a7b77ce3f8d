import { people, rooms } from '../engines/settings.ts';
import type { Shown } from '../engines/telegram-server.ts';
import { type Chance, chanceOf } from '../kernel/chance.ts';
import type { Speaker } from './updates.ts';

/** What people do about a job, from what its cards show them. */
export interface Reaction {
  /** The job, its round and its state: what the reaction is to, once. */
  seen: string;
  afterMs: number;
  speaker: Speaker;
  /** A command without its slash, or the data of a button. */
  line: string;
}

type Said = Omit<Reaction, 'seen'>;
const alone = (userId: number): Speaker => ({ userId, chatId: userId });
const inOps = (userId: number): Speaker => ({ userId, chatId: rooms.ops });

/** Most jobs are decided on and let run; some are by the wrong people, too early, too late, twice, or at the same time. */
export function reactions({ buttons }: Pick<Shown, 'buttons'>, seed: number): Reaction[] {
  const [kind, verb] = kinds.find(([, word]) => buttons.some(data => data.startsWith(`v1:run:${word}:`))) ?? [];
  const button = buttons.find(data => data.startsWith(`v1:run:${verb}:`));
  if (kind === undefined || button === undefined) return [];
  const line = button.slice('v1:run:'.length).split(':')[1]!;
  const jobId = line.split(' ')[0]!;
  const round = /\.([0-9a-z]) *$/.exec(line)?.[1] ?? '';
  const seen = `${jobId}-${kind}${round}`;
  const chance = chanceOf(seed, 'reacts', seen);
  return about[kind](jobId, button, chance).map(reaction => ({ ...reaction, seen }));
}

/** By the button that tells them apart. */
const kinds = [
  ['requested', 'approve'],
  ['approved', 'resume'],
  ['ended', 'recover'],
  ['running', 'stop'],
] as const;

const about: Record<(typeof kinds)[number][0], (jobId: string, button: string, chance: Chance) => Said[]> = {
  requested: (jobId, button, chance) => {
    const maybe = (share: number, said: Said) => (chance.number() < share ? [said] : []);
    const soon = () => chance.between(200, 2_500);
    const approve = (userId: number, afterMs: number): Said =>
      chance.number() < 0.5
        ? { afterMs, speaker: inOps(userId), line: button }
        : { afterMs, speaker: alone(userId), line: `approve ${jobId}` };
    const firstMs = soon();
    return [
      ...maybe(0.1, { afterMs: chance.between(0, 500), speaker: alone(people.operator), line: `resume ${jobId}` }),
      ...maybe(0.1, { afterMs: chance.between(0, 800), speaker: inOps(people.viewer), line: button }),
      ...maybe(0.1, { afterMs: soon(), speaker: alone(people.admin), line: `plan ${jobId} carefully risks: few` }),
      ...maybe(0.08, { afterMs: soon(), speaker: alone(people.admin), line: `review ${jobId} fail missing_tests` }),
      ...maybe(0.08, { afterMs: soon() + 500, speaker: alone(people.approver), line: `review ${jobId} pass` }),
      ...maybe(0.06, { afterMs: soon(), speaker: alone(people.admin), line: `reject ${jobId}` }),
      ...maybe(0.95, approve(people.approver, firstMs)),
      ...maybe(0.9, approve(people.admin, firstMs + chance.pick([0, 0, 1, 400]))),
      ...maybe(0.15, approve(people.approver, firstMs + chance.between(0, 300))),
      ...maybe(0.05, { afterMs: soon(), speaker: alone(people.approver), line: `approve ${jobId} 00000000` }),
    ];
  },
  approved: (jobId, button, chance) => {
    const maybe = (share: number, said: Said) => (chance.number() < share ? [said] : []);
    const atMs = chance.between(200, 3_000);
    return [
      ...maybe(0.06, { afterMs: atMs - 100, speaker: alone(people.viewer), line: `resume ${jobId}` }),
      ...maybe(0.04, { afterMs: atMs, speaker: alone(people.operator), line: `stop ${jobId} no need` }),
      ...maybe(0.9, { afterMs: atMs, speaker: inOps(people.operator), line: button }),
      ...maybe(0.3, { afterMs: atMs, speaker: alone(people.admin), line: `resume ${jobId}` }),
      ...maybe(0.1, { afterMs: atMs + 3_000, speaker: alone(people.operator), line: `resume ${jobId}` }),
      ...maybe(0.1, { afterMs: atMs + 500, speaker: inOps(people.approver), line: `reject ${jobId}` }),
    ];
  },
  running: (jobId, button, chance) => {
    const maybe = (share: number, said: Said) => (chance.number() < share ? [said] : []);
    return [
      ...maybe(0.06, { afterMs: chance.between(0, 3_000), speaker: inOps(people.operator), line: button }),
      ...maybe(0.1, { afterMs: chance.between(0, 3_000), speaker: alone(people.viewer), line: `why ${jobId}` }),
      ...maybe(0.1, { afterMs: chance.between(0, 3_000), speaker: alone(people.approver), line: `approve ${jobId}` }),
    ];
  },
  ended: (jobId, _button, chance) => {
    const maybe = (share: number, said: Said) => (chance.number() < share ? [said] : []);
    return [
      ...maybe(0.5, {
        afterMs: chance.between(500, 4_000),
        speaker: alone(people.admin),
        line: `recover ${jobId} try again`,
      }),
      ...maybe(0.1, {
        afterMs: chance.between(500, 4_000),
        speaker: alone(people.operator),
        line: `recover ${jobId} me too`,
      }),
      ...maybe(0.1, { afterMs: chance.between(500, 4_000), speaker: alone(people.operator), line: `resume ${jobId}` }),
      ...maybe(0.1, { afterMs: chance.between(500, 4_000), speaker: alone(people.viewer), line: `status ${jobId}` }),
    ];
  },
};
