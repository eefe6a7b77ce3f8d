import type { Clock, Random } from '../actors/ports.ts';
import type { ActorSystem } from '../actors/system.ts';
import type { StreamName } from '../domain/ids.ts';
import { msBetween } from '../domain/instants.ts';

type Tell = (stream: StreamName, type: string, data: Record<string, unknown>) => ReturnType<ActorSystem['tell']>;

/** The run before this one, as the log has it. */
export interface PreviousRun {
  instance: string;
  /** It said that it stopped. */
  stopped: boolean;
  /** The last that was heard of it. */
  lastAt: string;
}

/** What the operating system knows of this run, and what earlier runs have left on disk. */
export interface ProcessFacts {
  pid: number;
  host: string;
  node: string;
  /** Since the process was started. */
  uptimeMs(): number;
  /** The crash record that a run has left, and how to let it go. */
  crashOf(instance: string): { stackHash: string; message: string } | undefined;
  forgetCrash(instance: string): void;
}

/** What a run of the program says of itself, in stream `process-<instance>`. */
export interface Life {
  instance: string;
  build: string;
  configHash: string;
  startedAt: string;
  begin(tell: Tell, previous: PreviousRun | undefined): Promise<void>;
  ready(tell: Tell, resumed: { commands: number; chats: number }): Promise<void>;
  draining(tell: Tell, signal: string): Promise<void>;
  end(tell: Tell): Promise<void>;
}

export function lifeOf(options: {
  instanceName: string;
  build: string;
  configHash: string;
  process: ProcessFacts;
  clock: Clock;
  random: Random;
}): Life {
  const { instanceName, build, configHash, process, clock, random } = options;
  const instance = `${instanceName}-${random.uuid().slice(0, 8)}`;
  const stream: StreamName = `process-${instance}`;
  const startedAt = clock.now();
  let drainingMs = 0;
  return {
    instance,
    build,
    configHash,
    startedAt,
    async begin(tell, previous) {
      const crash = previous === undefined || previous.stopped ? undefined : process.crashOf(previous.instance);
      await tell(stream, 'NoteStart', {
        instance,
        pid: process.pid,
        host: process.host,
        node: process.node,
        previous: endingOf(previous, crash !== undefined, startedAt),
        ...(crash === undefined
          ? {}
          : { crash: { instance: previous!.instance, hash: crash.stackHash, message: crash.message.slice(0, 600) } }),
      });
      if (crash !== undefined) process.forgetCrash(previous!.instance);
    },
    async ready(tell, resumed) {
      await tell(stream, 'NoteReady', { startMs: Math.round(process.uptimeMs()), resumed });
    },
    async draining(tell, signal) {
      drainingMs = clock.monotonicMs();
      await tell(stream, 'NoteDraining', { signal });
    },
    async end(tell) {
      await tell(stream, 'NoteStop', { drainMs: Math.round(clock.monotonicMs() - drainingMs) });
    },
  };
}

function endingOf(previous: PreviousRun | undefined, crashed: boolean, now: string) {
  if (previous === undefined) return { exit: 'none' };
  const gapMs = Math.max(0, msBetween(previous.lastAt, now));
  const exit = previous.stopped ? 'clean' : crashed ? 'crash' : 'killed';
  return { exit, instance: previous.instance, gapMs };
}
