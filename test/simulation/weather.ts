import type { Machine } from './engines/machine.ts';
import type { FaultKind } from './faults.ts';
import { chanceOf } from './kernel/chance.ts';

/** How often each lasting or sudden trouble may come in a run. */
const times = 3;

/** What befalls engines and process as a whole, at moments drawn from the seed. */
export function weather(machine: Machine, stormMs: number): void {
  const { world, faults, trouble, bus, time, workServer, worker } = machine;

  function at(kind: FaultKind, strike: (share: number) => void): void {
    for (let number = 1; number <= times; number++) {
      const chance = chanceOf(world.seed, 'weather', kind, number);
      const share = chance.number();
      world.in(chance.between(1_000, stormMs), '', () => {
        if (!faults.strikes(kind)) return;
        strike(share);
      });
    }
  }

  const lasts = (kind: FaultKind, begin: () => void, end: () => void, mostMs: number) =>
    at(kind, share => {
      begin();
      world.in(200 + share * mostMs, '', end);
    });
  lasts(
    'store.full',
    () => (trouble.full = true),
    () => (trouble.full = false),
    6_000,
  );
  lasts(
    'store.read-only',
    () => (trouble.readOnly = true),
    () => (trouble.readOnly = false),
    6_000,
  );
  lasts(
    'bus.leader-change',
    () => (bus.leaderless = true),
    () => (bus.leaderless = false),
    9_000,
  );
  lasts(
    'bus.stall',
    () => (bus.stalled = true),
    () => (bus.stalled = false),
    15_000,
  );
  at('bus.wipe', () => {
    bus.wipe();
    workServer.wipe();
  });
  at('worker.kill', () => worker.end('killed'));
  at('worker.sigterm', () => worker.stop());
  // Up to three leases.
  at('worker.stop', share => {
    worker.owner.stillUntilMs = world.ms + 1_000 + share * 24_000;
  });
  at('clock.jump', share => {
    time.offsetMs += Math.round((share - 0.5) * 2 * 3_600_000);
  });
  // At most 500 ppm: more than any quartz.
  at('clock.drift', share => time.drift(share - 0.5));
  at('process.stall', share => {
    machine.owner.stillUntilMs = world.ms + 500 + share * 19_500;
  });
  at('process.crash', () => machine.end('killed', { crash: true }));
  at('process.power-loss', () => machine.end('the power was lost', { power: true }));
  at('process.sigterm', () => machine.stop());
}
