import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, chanceOf } from '../../simulation/kernel/chance.ts';
import type { RunningProgram, Surroundings } from '../program.ts';
import type { OwnNats } from './nats.ts';
import type { TcpProxy } from './proxy.ts';

/** What befalls the real processes, drawn from a seed. */

export interface Befallen {
  world: Surroundings;
  telegram: TcpProxy;
  bus: TcpProxy;
  nats: OwnNats;
  /** The process that runs now. */
  program: RunningProgram;
}

type Trouble = (befallen: Befallen, chance: Chance) => Promise<void>;

const stopped = async (pid: number, ms: number) => {
  process.kill(pid, 'SIGSTOP');
  await pause(ms);
  process.kill(pid, 'SIGCONT');
};

const troubles: Record<string, Trouble> = {
  async 'program killed'(befallen) {
    await befallen.program.kill('SIGKILL');
    befallen.program = befallen.world.start();
    await befallen.program.ready;
  },
  'program stopped for a while': ({ program }, chance) => stopped(program.pid, chance.between(500, 4_000)),
  async 'nats-server killed'({ nats }, chance) {
    await nats.kill(false);
    await pause(chance.between(100, 1_500));
    await nats.start();
  },
  async 'nats-server wiped'({ nats }, chance) {
    await nats.kill(true);
    await pause(chance.between(100, 1_500));
    await nats.start();
  },
  async 'bus cut'({ bus }) {
    bus.cut();
  },
  async 'bus reset'({ bus }) {
    bus.reset();
  },
  async 'bus slow'({ bus }, chance) {
    bus.delay(chance.between(50, 1_500));
    await pause(2_000);
    bus.delay(0);
  },
  async 'Telegram cut'({ telegram }) {
    telegram.cut();
  },
  async 'Telegram reset'({ telegram }) {
    telegram.reset();
  },
  async 'Telegram away'({ telegram }, chance) {
    telegram.shut(true);
    await pause(chance.between(200, 3_000));
    telegram.shut(false);
  },
  async 'Telegram slow'({ telegram }, chance) {
    telegram.delay(chance.between(50, 800));
    await pause(2_000);
    telegram.delay(0);
  },
  async 'Telegram cut after the effect'({ world }, chance) {
    await world.post('faults', { method: 'sendMessage', kind: 'cut-after', count: chance.whole(1, 3) });
  },
  async 'Telegram throttles'({ world }, chance) {
    const fault = { method: 'sendMessage', kind: 'error', errorCode: 429, retryAfter: 1, count: chance.whole(1, 3) };
    await world.post('faults', fault);
  },
  async 'Telegram fails'({ world }, chance) {
    await world.post('faults', { method: '*', kind: 'error', errorCode: 502, count: chance.whole(1, 5) });
  },
  async 'updates come again'({ world }, chance) {
    await world.post('rewind', { count: chance.whole(1, 10) });
  },
};

export const troubleNames = Object.keys(troubles);

/** One trouble after another, every kind in turn from a place the seed draws; resolves with their names. */
export async function storm(befallen: Befallen, seed: number, count: number): Promise<string[]> {
  const chance = chanceOf(seed, 'weather');
  const first = chance.whole(0, troubleNames.length - 1);
  const met: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = troubleNames[(first + index * 4) % troubleNames.length]!;
    met.push(name);
    await troubles[name]!(befallen, chance);
    await pause(chance.between(100, 700));
  }
  return met;
}
