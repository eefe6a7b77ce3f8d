import { default as test } from 'ava';
import type { Host } from '../../actors/answers/host-ports.ts';
import { loadConfig } from '../../ops/config.ts';
import { lifeOf } from '../../ops/life.ts';
import type { Engines } from '../../ops/program/engines.ts';
import { run } from '../../ops/program.ts';
import { memoryStore, settle, testWorld } from '../actors/world.ts';
import { update } from '../domain/gateway/updates.ts';
import { idleCharts } from '../simulation/engines/charts.ts';

const asOf = { position: null, lagEvents: 0, lagMs: 0 };

/** Engines in memory that write down in which order they are asked. */
function engines(updates: unknown[][]) {
  const store = memoryStore();
  const { world, clock } = testWorld(store);
  const asked: string[] = [];
  const sent: unknown[] = [];
  const first = (what: string) => void (asked.includes(what) || asked.push(what));
  const made = {
    ...world,
    store,
    bus: {
      publish: async () => Promise.reject(new Error('no bus')),
      consume: async () => {
        first('consume');
        return { stop: async () => {} };
      },
      onChange: () => {},
      status: () => ({ state: 'down', cause: 'none here', server: undefined, inFlight: 0 }),
    },
    telegram: {
      botId: '7',
      botName: () => 'binnacle_bot',
      poller: {
        async poll(_offset: number | undefined, signal: AbortSignal) {
          first('poll');
          return (
            updates.shift() ?? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          );
        },
      },
      sender: {
        render: () => [{ content: '' }],
        send: async (to: unknown) => ({ messageId: sent.push(to) }),
        edit: async () => {},
        acknowledge: async () => {},
      },
    },
    projections: {
      queries: { alerts: async () => ({ alerts: [], asOf }) },
      caughtUp: async () => first('views are level'),
      status: async () => ({}),
      openWork: async () => {
        first('open work');
        return { untaken: [], unanswered: [], undelivered: [], jobs: [], asOf };
      },
      lastRun: async () => undefined,
    },
    spool: { read: () => undefined, write: () => {}, clear: () => {} },
    host: { name: () => 'h' } as Host,
    charts: idleCharts,
    audit: { anchors: [], signer: { publicKey: '', sign: () => '' } },
    personal: { destroy: () => false, rebuild: async () => {} },
    telemetry: {
      samples: { hosts: async () => [] },
      sampler: undefined,
      listen: () => ({ close: async () => {} }),
    },
    files: {},
    gauges: { memoryBytes: () => 0, loopDelayMs: () => 0 },
  } as unknown as Engines;
  return { made, store, clock, asked, sent };
}

const { config, configHash } = loadConfig({ env: {}, cwd: '/nonexistent' });
const people = [{ id: 1001, name: 'Ada', role: 'admin' as const }];

function start(made: Engines) {
  const process = {
    pid: 1,
    host: 'h',
    node: 'v24',
    uptimeMs: () => 5,
    crashOf: () => undefined,
    forgetCrash: () => {},
  };
  const life = lifeOf({
    instanceName: 'test',
    build: '0',
    configHash,
    process,
    clock: made.clock,
    random: made.random,
  });
  return run({ ...config, access: { users: people, chats: [], terminal: [] } }, life, async () => made);
}

test('[A-03] [A-12] [A-13] the program runs on whatever engines it is handed, and polls last', async t => {
  const { made, store, asked, sent } = engines([[update(1, { text: '/help' })]]);
  const program = start(made);
  await settle();
  t.deepEqual(asked, ['views are level', 'open work', 'consume', 'poll']);
  await program;
  await settle();
  t.is(sent.length, 1);
  t.deepEqual(store.types('outbox-1001'), ['DeliveryAttempted', 'Delivered']);
});

test('[T-22] [P15] a stop says that it drains, ends what is under way, and says goodbye last', async t => {
  const { made, store, clock } = engines([[update(1, { text: '/help' })]]);
  const program = await start(made);
  await settle();
  const stopped = program.stop('SIGTERM');
  await clock.pass(5_000);
  await stopped;
  const stream = store.events.find(({ type }) => type === 'ProcessStarted')!.stream;
  t.deepEqual(store.types(stream), ['ProcessStarted', 'ProcessReady', 'ProcessDraining', 'ProcessStopped']);
  t.is(store.events.at(-1)!.type, 'ProcessStopped');
});
