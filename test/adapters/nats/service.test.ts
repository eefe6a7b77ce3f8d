import type { ExecutionContext } from 'ava';
import { connect } from 'nats';
import { ask, listen, publish } from '../../../adapters/nats/ask-service.ts';
import { fixedDoor, neighbourDoor } from '../../../adapters/nats/sample-door.ts';
import { type ServiceOptions, serveService } from '../../../adapters/nats/service.ts';
import { endpointSubject, endpoints, type ServiceAnswers } from '../../../adapters/nats/service-endpoints.ts';
import { workLink } from '../../../adapters/nats/work-link.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { natsTest, realServer, testLog } from './real-server.ts';

const names = Object.keys(endpoints) as (keyof typeof endpoints)[];

/** A program that answers, and an operator that asks as the nats tool does. */
async function service(t: ExecutionContext, more: Partial<ServiceOptions> = {}) {
  const server = await realServer(t);
  const { log, logged } = testLog();
  const link = workLink({ door: fixedDoor(server.url, server.credentials), name: 'test', log });
  t.teardown(() => link.close());
  let nowMs = 0;
  const answers = Object.fromEntries(
    names.map(name => [
      name,
      async (asked: object, { correlationId }: object & { correlationId: string }) => ({
        ...{ name, asked, correlationId },
      }),
    ]),
  ) as unknown as ServiceAnswers;
  serveService(link, {
    ...{ version: '1.2.3', answers, role: 'admin' as const },
    clock: { monotonicMs: () => nowMs },
    uuid: () => '0000-1111',
    ...more,
  });
  await new Promise<void>(resolve => void link.onUp(async () => resolve()));
  const door = neighbourDoor(server.directory, 'operator');
  const connection = await connect({ servers: server.url, ...(door.credentials() as { user: string; pass: string }) });
  t.teardown(() => connection.close());
  const say = async (subject: string, body: string | Uint8Array = '') =>
    // biome-ignore lint/suspicious/noExplicitAny: each answer has its own shape.
    (await connection.request(subject, body, { timeout: 5_000 })).json<any>();
  return { server, door, connection, say, logged, pass: (ms: number) => (nowMs += ms) };
}

natsTest('nats micro finds the service, with each endpoint described and its counts', async t => {
  const { connection, say, pass } = await service(t);
  await say('binnacle.v1.q.slo');
  pass(1_000);
  await say('binnacle.v1.q.trace', 'no json');
  const info = (await connection.request('$SRV.INFO.binnacle', '')).json<{
    version: string;
    endpoints: { name: string; subject: string; metadata: Record<string, string> }[];
  }>();
  t.is(info.version, '1.2.3');
  t.deepEqual(info.endpoints.map(({ subject }) => subject).sort(), names.map(endpointSubject).sort());
  for (const { name, metadata } of info.endpoints) {
    t.true(metadata.description!.length > 10, name);
    t.is(JSON.parse(metadata.request_schema!).type, 'object', name);
    t.regex(metadata.limits!, /a second/, name);
  }
  const stats = (await connection.request('$SRV.STATS.binnacle', '')).json<{
    endpoints: { name: string; num_requests: number; data: { refused: number } }[];
  }>();
  t.like(
    stats.endpoints.find(({ name }) => name === 'q-slo'),
    { num_requests: 1, data: { refused: 0 } },
  );
  t.like(
    stats.endpoints.find(({ name }) => name === 'q-trace'),
    { num_requests: 1, data: { refused: 1 } },
  );
});

natsTest('[R-201] what is asked is checked at the door and handed on as it was meant', async t => {
  const { say } = await service(t);
  t.deepEqual(await say('binnacle.v1.q.trace', '{"id":"tg-1"}'), {
    ok: true,
    data: { name: 'trace', asked: { id: 'tg-1' }, correlationId: 'nats-0000-1111' },
  });
  t.deepEqual((await say('binnacle.v1.q.snapshot')).data.asked, {});
});

natsTest('[K-43, R-211] what is not valid is answered with its code, and asks nobody', async t => {
  const wrong: [subject: string, body: string | Uint8Array, code: string][] = [
    ['binnacle.v1.q.trace', '{', 'invalid_json'],
    ['binnacle.v1.q.trace', new Uint8Array([0xff, 0xfe]), 'invalid_json'],
    ['binnacle.v1.q.trace', '', 'invalid_request'],
    ['binnacle.v1.q.trace', '{"id":"x","more":1}', 'invalid_request'],
    ['binnacle.v1.q.trace', '[]', 'invalid_request'],
    ['binnacle.v1.q.jobs', '{"state":"lost"}', 'invalid_request'],
    ['binnacle.v1.fault.inject', '{"point":"nowhere","kind":"error"}', 'invalid_request'],
    ['binnacle.v1.fault.inject', '{"point":"telegram.send","kind":"error","ttlMs":1e12}', 'invalid_request'],
    ['binnacle.v1.q.log', `{"text":"${'x'.repeat(9_000)}"}`, 'payload_too_large'],
  ];
  const { say, pass } = await service(t);
  for (const [subject, body, code] of wrong) {
    const said = await say(subject, body);
    t.like(said, { ok: false, error: { code, retryable: false, correlationId: 'nats-0000-1111' } }, String(body));
    t.true(said.error.hint.length > 5);
    pass(1_000);
  }
});

natsTest('ten questions of a kind a second, and the next is told when to come again', async t => {
  const { say, pass } = await service(t);
  for (let index = 0; index < 10; index++) t.true((await say('binnacle.v1.q.slo')).ok);
  t.like(await say('binnacle.v1.q.queue'), { error: { code: 'rate_limited', retryAfterMs: 1000, retryable: true } });
  t.true((await say('binnacle.v1.fault.list')).ok, 'the other kind has its own');
  pass(1_000);
  t.true((await say('binnacle.v1.q.queue')).ok);
});

natsTest('so many questions are under way at once', async t => {
  const { promise, resolve } = Promise.withResolvers<object>();
  const answers = { list: () => promise } as unknown as ServiceAnswers;
  const { say } = await service(t, { answers });
  const waiting = Array.from({ length: 4 }, () => say('binnacle.v1.fault.list'));
  t.like(await say('binnacle.v1.fault.list'), { error: { code: 'bulkhead_full' } });
  resolve({ faults: [] });
  for (const said of await Promise.all(waiting)) t.true(said.ok);
});

natsTest('whose role is too low may ask and not inject', async t => {
  const { say } = await service(t, { role: 'viewer' });
  t.true((await say('binnacle.v1.q.slo')).ok);
  t.like(await say('binnacle.v1.fault.clear'), { ok: false, error: { code: 'forbidden' } });
});

natsTest('a refusal keeps its words; a bug does not tell what it was', async t => {
  const answers = {
    trace: () => Promise.reject(new Refusal('not_found', 'No such chain.')),
    slo: () => Promise.reject(new TypeError('a bug')),
    log: async () => ({ text: 'x'.repeat(1_100_000) }),
  } as unknown as ServiceAnswers;
  const { say, logged } = await service(t, { answers });
  t.like(await say('binnacle.v1.q.trace', '{"id":"x"}'), { error: { code: 'not_found', message: 'No such chain.' } });
  const said = await say('binnacle.v1.q.slo');
  t.is(said.error.code, 'internal_error');
  t.notRegex(JSON.stringify(said), /a bug/);
  t.true(logged.entries.some(({ level }) => level === 'error'));
  t.is((await say('binnacle.v1.q.log')).error.code, 'payload_too_large');
});

natsTest('a terminal asks and is told when it may not, when nobody answers and when nobody is there', async t => {
  const { door } = await service(t);
  t.true(JSON.parse(await ask(door, { subject: 'binnacle.v1.q.slo', body: '' }, 5_000)).ok);
  const no = async (work: Promise<unknown>, code: string) =>
    t.is(((await t.throwsAsync(work, { instanceOf: Refusal })) as Refusal).code as string, code);
  await no(ask(door, { subject: 'binnacle.v1.q.nothing', body: '' }, 5_000), 'upstream_unavailable');
  await no(publish(door, { subject: 'binnacle.v1.cmd.0.chat-1', body: '{}' }, 1), 'forbidden');
  const stop = new AbortController();
  await no(listen(door, 'binnacle.v1.>', { signal: stop.signal, tell: () => {} }), 'forbidden');
  const nowhere = fixedDoor('nats://127.0.0.1:1', { user: 'x', pass: 'y' });
  await no(ask(nowhere, { subject: 'binnacle.v1.q.slo', body: '' }, 1_000), 'upstream_unavailable');
});
