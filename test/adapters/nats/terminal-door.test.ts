import { StoreUnavailable } from '../../../actors/ports.ts';
import type { TerminalAnswer, TerminalLine } from '../../../actors/terminal-ports.ts';
import { fixedDoor, neighbourDoor } from '../../../adapters/nats/sample-door.ts';
import { askTerminal, serveTerminal } from '../../../adapters/nats/terminal-door.ts';
import { workLink } from '../../../adapters/nats/work-link.ts';
import { paragraph, says } from '../../../domain/chat/reply.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { admin, natsTest, realServer, temporaryDirectory, testLog } from './real-server.ts';

const line: TerminalLine = { line: '/resume K7M2Q4T9XB', user: 'deploy', id: 'cli-1' };
const answer: TerminalAnswer = { reply: says(paragraph('done')) };

type Test = Parameters<typeof realServer>[0];

/** A program that answers its terminal as it is told. */
async function serving(t: Test, say: (asked: TerminalLine) => Promise<TerminalAnswer>) {
  const server = await realServer(t);
  const door = fixedDoor(server.url, server.credentials);
  const { log, logged } = testLog();
  const link = workLink({ door, name: 'test', log });
  t.teardown(() => link.close());
  serveTerminal(link, say);
  await new Promise<void>(resolve => link.onUp(async () => resolve()));
  return { server, door, logged };
}

natsTest('[R-317] a line gets the answer of the program that runs here', async t => {
  const asked: TerminalLine[] = [];
  const { door } = await serving(t, async one => {
    asked.push(one);
    return answer;
  });
  t.deepEqual(await askTerminal(door, line, 5_000), answer);
  t.deepEqual(asked, [line]);
});

natsTest('[P14] what the program refuses, and what it fails on, comes back with its code', async t => {
  const fates = [
    new Refusal('rate_limited', 'too often', { retryAfterMs: 700, hint: 'wait' }),
    new StoreUnavailable('the log is away', { hint: 'look' }),
    new TypeError('a bug'),
  ];
  const { door, logged } = await serving(t, () => Promise.reject(fates.shift()));
  const first = await t.throwsAsync(askTerminal(door, line, 5_000), { instanceOf: Refusal });
  t.like(first, { code: 'rate_limited', message: 'too often', retryAfterMs: 700, hint: 'wait' });
  await t.throwsAsync(askTerminal(door, line, 5_000), { message: 'the log is away' });
  const bug = await t.throwsAsync(askTerminal(door, line, 5_000), { instanceOf: Refusal });
  t.is((bug as Refusal).code, 'internal_error');
  t.notRegex(bug!.message, /a bug/);
  t.true(logged.entries.some(({ level }) => level === 'error'));
});

natsTest('[R-211] what is no line from a terminal is refused and asks nobody', async t => {
  const { server } = await serving(t, async () => t.fail('it was asked') as never);
  const connection = await admin(t, server);
  for (const body of ['', '[]', '{"line":"/x"}', JSON.stringify({ ...line, id: 'tg-1' }), 'x'.repeat(50_000)]) {
    const said = (await connection.request('binnacle.v1.terminal', body, { timeout: 5_000 })).json<{ error: object }>();
    t.like(said, { ok: false, error: { code: 'invalid_request' } }, body.slice(0, 40));
  }
});

natsTest('where no program runs, the terminal is told so within its time', async t => {
  const absent = neighbourDoor(temporaryDirectory(t), 'program');
  const first = await t.throwsAsync(askTerminal(absent, line, 2_000), { instanceOf: Refusal });
  t.is((first as Refusal).code, 'upstream_unavailable');
  const server = await realServer(t);
  const nobody = fixedDoor(server.url, server.credentials);
  const second = await t.throwsAsync(askTerminal(nobody, line, 2_000), { instanceOf: Refusal });
  t.is((second as Refusal).code, 'upstream_unavailable');
});

natsTest('[P13] the operator’s user of the bus cannot speak as the terminal', async t => {
  const { server } = await serving(t, async () => t.fail('it was asked') as never);
  const { user, pass } = server.operator;
  await t.throwsAsync(askTerminal(fixedDoor(server.url, { user, pass }), line, 2_000), { instanceOf: Refusal });
});
