import { default as test } from 'ava';
import { type Family, type NameCode, NameError, type NameNote } from '../../actors/name-ports.ts';
import { names } from '../../actors/names.ts';
import { resilience } from '../../actors/resilience/resilience.ts';
import { type TestClock, testClock } from './world.ts';

type Says = (family: Family, turn: number) => string[] | NameCode;

const random = { number: () => 0.5, uuid: () => 'x' };

function world(says: Says) {
  const clock: TestClock = testClock();
  const notes: NameNote[] = [];
  const asked: { family: Family; turn: number; atMs: number }[] = [];
  const it = { says, servers: ['192.0.2.53', '198.51.100.53'] };
  const retry = { tries: 3, firstMs: 100, maxMs: 400 };
  const kit = resilience(
    {
      dependencies: { dns: { deadlineMs: 2_000 } },
      pools: {
        core: { max: 1, waitMs: 1, waitingMax: 1 },
        work: { max: 1, waitMs: 1, waitingMax: 1 },
        queries: { max: 1, waitMs: 1, waitingMax: 1 },
      },
      retry: { network: retry, rate_limited: retry, share: 1, least: 100 },
      tellEveryMs: 5_000,
    },
    { clock, timers: clock, random, tell() {} },
  );
  const guard = kit.guard('dns', {
    judge: () => 'neutral',
    retryable: error => (error instanceof NameError && error.again ? { kind: 'network' } : undefined),
  });
  const found = names(
    { probeEveryMs: 30_000, lastGoodMs: 600_000 },
    {
      ...{ guard, clock, random, timers: clock, tell: note => void notes.push(note) },
      servers: {
        servers: () => it.servers,
        reread: async () => {},
        async ask(name, family, turn) {
          asked.push({ family, turn, atMs: clock.monotonicMs() });
          const said = it.says(family, turn);
          if (typeof said === 'string') throw new NameError(said, name);
          return { addresses: said, ttlMs: 60_000 };
        },
      },
    },
  );
  /** The answer, however much virtual time it takes. */
  async function find(ms = 10_000): Promise<string[] | NameCode> {
    const result = found.addresses('api.example').then(
      list => list.map(({ address }) => address),
      (error: NameError) => error.rcode,
    );
    await clock.pass(ms);
    return result;
  }
  return { it, clock, notes, asked, found, find, types: () => notes.map(({ type }) => type) };
}

const both: Says = family => (family === 4 ? ['192.0.2.1'] : ['2001:db8::1']);

test('[K-22] both families are found, IPv6 first, and not asked for again within their time', async t => {
  const { find, asked } = world(both);
  t.deepEqual(await find(), ['2001:db8::1', '192.0.2.1']);
  t.deepEqual(await find(), ['2001:db8::1', '192.0.2.1']);
  t.is(asked.length, 2);
});

test('[K-19] a name with IPv6 alone is found', async t => {
  const { find, types } = world(family => (family === 6 ? ['2001:db8::1'] : 'NODATA'));
  t.deepEqual(await find(), ['2001:db8::1']);
  t.deepEqual(types(), []);
});

test('[K-25] [DNS1] a server that fails gives way to the next one, after a wait', async t => {
  const { find, asked, types } = world((family, turn) => (turn % 2 === 0 ? 'SERVFAIL' : both(family, turn)));
  t.true(((await find()) as string[]).includes('192.0.2.1'));
  t.true(asked.every(({ atMs }, index) => index < 2 || atMs >= asked[0]!.atMs + 50));
  t.deepEqual(types(), []);
});

test('[DNS1] while no server answers the last good addresses stand in, for their time and ten minutes', async t => {
  const { it, find, clock, notes, found } = world(both);
  await find();
  await clock.pass(60_000);
  it.says = () => 'SERVFAIL';
  t.deepEqual(await find(0), ['2001:db8::1', '192.0.2.1'], 'at once: nobody waits for more tries');
  t.deepEqual(
    notes.map(({ type }) => type),
    ['failed', 'fallback'],
  );
  t.like(notes[0], { code: 'SERVFAIL', name: 'api.example' });
  t.is(found.view().state, 'degraded');
  await clock.pass(600_000);
  t.is(await find(), 'SERVFAIL');
  t.is(found.view().state, 'down');
});

test('[DNS1] what failed and is back is said once, with how long it was', async t => {
  const { it, find, notes, found } = world(() => 'TIMEOUT');
  t.is(await find(), 'TIMEOUT');
  it.says = both;
  await find();
  t.is(found.view().state, 'ok');
  const last = notes.at(-1)!;
  t.is(last.type, 'recovered');
  t.true((last as { gapMs: number }).gapMs > 0);
});

test('[DNS2] a name that does not exist is not hammered: 5 s, doubled up to 5 min', async t => {
  const { find, asked, clock } = world(() => 'NXDOMAIN');
  for (let second = 0; second < 1200; second += 1) {
    t.is(await find(0), 'NXDOMAIN');
    await clock.pass(1_000);
  }
  const times = asked.filter(({ family }) => family === 4).map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((atMs, index) => atMs - times[index]!);
  t.true(gaps[0]! >= 4_000 && gaps[0]! <= 6_000, String(gaps));
  t.true(Math.max(...gaps) >= 240_000 && Math.max(...gaps) <= 301_000, String(gaps));
  t.true(times.length <= 12, String(times.length));
});

test('[DNS2] [K-24] what repeats is told at most once a minute, with how often', async t => {
  const { find, clock, notes } = world(() => 'SERVFAIL');
  for (let count = 0; count < 60; count += 1) {
    await find(5_000);
  }
  await clock.pass(0);
  const failed = notes.filter(({ type }) => type === 'failed') as { count: number }[];
  t.true(failed.length <= 6, `${failed.length} facts in 5 min`);
  t.true(failed.reduce((sum, { count }) => sum + count, 0) >= 40);
});

test('[DNS4] a family whose connections fail three times in a row is left out for ten minutes', async t => {
  const { find, found, notes, clock } = world(both);
  await find();
  for (let count = 0; count < 3; count += 1) {
    found.met('api.example', 6, false);
    found.met('api.example', 4, true);
  }
  t.deepEqual(notes, [{ type: 'pinned', name: 'api.example', family: 4, forMs: 600_000 }]);
  t.deepEqual(await find(), ['192.0.2.1']);
  await clock.pass(600_000);
  t.deepEqual(await find(), ['2001:db8::1', '192.0.2.1']);
});

test('[DNS4] a family is not left out when the other one fails too, or there is none', async t => {
  const { find, found, notes } = world(both);
  await find();
  for (let count = 0; count < 5; count += 1)
    for (const family of [4, 6] as const) found.met('api.example', family, false);
  const alone = world(family => (family === 6 ? ['2001:db8::1'] : 'NODATA'));
  await alone.find();
  for (let count = 0; count < 5; count += 1) alone.found.met('api.example', 6, false);
  t.deepEqual([...notes, ...alone.notes], []);
});

test('[DNS3] other servers of the system are noticed, and a name held back is asked for anew', async t => {
  const { it, find, found, notes, clock } = world(() => 'NXDOMAIN');
  found.watch('api.example');
  await clock.pass(100);
  it.says = both;
  it.servers = ['203.0.113.53'];
  await clock.pass(40_000);
  t.like(
    notes.find(({ type }) => type === 'servers'),
    { from: ['192.0.2.53', '198.51.100.53'], to: ['203.0.113.53'] },
  );
  t.deepEqual(await find(), ['2001:db8::1', '192.0.2.1']);
  found.stop();
});

test('[K-23] [K-24] a name is looked for at the start and every 30 s, a little more or less; each result is counted', async t => {
  const { asked, found, clock } = world(both);
  found.watch('api.example');
  await clock.pass(300_000);
  found.stop();
  const times = asked.filter(({ family }) => family === 4).map(({ atMs }) => atMs);
  t.true(times.length >= 9 && times.length <= 13, String(times.length));
  t.is(found.view().asked.NOERROR!.count, asked.length);
  await clock.pass(300_000);
  t.is(asked.filter(({ family }) => family === 4).length, times.length, 'and no more after a stop');
});
