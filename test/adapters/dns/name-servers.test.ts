import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { NameError } from '../../../actors/name-ports.ts';
import { type NameServersOptions, nameServers } from '../../../adapters/dns/name-servers.ts';
import { type NameServerDouble, nameServer, type Says } from '../../doubles/name-server.ts';

const nobody = new AbortController().signal;

async function double(t: ExecutionContext, says: Says): Promise<NameServerDouble> {
  const made = await nameServer(says);
  t.teardown(() => made.close());
  return made;
}

function directory(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'binnacle-dns-'));
  t.teardown(() => rmSync(made, { recursive: true }));
  return made;
}

const over = (servers: string[], more: Partial<NameServersOptions> = {}) =>
  nameServers({ servers, tryMs: 10_000, hosts: '/nonexistent', resolvConf: '/nonexistent', ...more });

const code = async (t: ExecutionContext, asking: Promise<unknown>) =>
  (await t.throwsAsync(asking, { instanceOf: NameError }))!.rcode;

test('[K-22] addresses come from the server that was named, with their time to live', async t => {
  const server = await double(t, type => ({ addresses: type === 'A' ? ['192.0.2.1', '192.0.2.2'] : ['2001:db8::1'] }));
  const found = await over([server.address]);
  t.deepEqual(await found.ask('api.example', 4, 0, nobody), { addresses: ['192.0.2.1', '192.0.2.2'], ttlMs: 60_000 });
  t.deepEqual(await found.ask('api.example', 6, 0, nobody), { addresses: ['2001:db8::1'], ttlMs: 60_000 });
});

test('[K-19] [DNS1] [DNS2] each way to fail has its own code, and each question goes out once', async t => {
  const says: Record<string, ReturnType<Says>> = {
    'gone.example': 'NXDOMAIN',
    'broken.example': 'SERVFAIL',
    'refused.example': 'REFUSED',
    'slow.example': 'silent',
    'none.example': { addresses: [] },
  };
  const server = await double(t, (_, name) => says[name]!);
  const found = await over([server.address]);
  t.is(await code(t, found.ask('gone.example', 4, 0, nobody)), 'NXDOMAIN');
  t.is(await code(t, found.ask('broken.example', 4, 0, nobody)), 'SERVFAIL');
  t.is(await code(t, found.ask('refused.example', 4, 0, nobody)), 'REFUSED');
  const hasty = await over([server.address], { tryMs: 300 });
  t.is(await code(t, hasty.ask('slow.example', 4, 0, nobody)), 'TIMEOUT');
  t.is(await code(t, found.ask('none.example', 4, 0, nobody)), 'NODATA');
  t.is(server.asked.filter(question => question.includes('slow')).length, 1);
});

test('[K-19] an answer cut short comes whole over TCP', async t => {
  const many = Array.from({ length: 5 }, (_, index) => `192.0.2.${index}`);
  const server = await double(t, () => ({ addresses: many, truncated: true }));
  const found = await over([server.address]);
  t.is((await found.ask('api.example', 4, 0, nobody)).addresses.length, 5);
  t.true(server.asked.some(question => question.endsWith('/tcp')));
});

test('[K-25] the turn says which server is asked, round and round', async t => {
  const bad = await double(t, () => 'SERVFAIL');
  const good = await double(t, () => ({ addresses: ['192.0.2.1'] }));
  const found = await over([bad.address, good.address]);
  t.is(await code(t, found.ask('api.example', 4, 0, nobody)), 'SERVFAIL');
  t.is((await found.ask('api.example', 4, 1, nobody)).addresses[0], '192.0.2.1');
  t.is(await code(t, found.ask('api.example', 4, 2, nobody)), 'SERVFAIL');
});

test('[K-19] a short name is looked for in the search domains of the system, in order', async t => {
  const says: Says = (_, name) => (name === 'bot.b.example' ? { addresses: ['192.0.2.7'] } : 'NXDOMAIN');
  const server = await double(t, says);
  const resolvConf = join(directory(t), 'resolv.conf');
  writeFileSync(resolvConf, 'search a.example b.example\noptions ndots:1 timeout:3\n');
  const found = await over([server.address], { resolvConf });
  t.deepEqual((await found.ask('bot', 4, 0, nobody)).addresses, ['192.0.2.7']);
  t.deepEqual(server.asked, ['A bot.a.example', 'A bot.b.example']);
  server.asked.length = 0;
  t.is(await code(t, found.ask('api.example', 4, 0, nobody)), 'NXDOMAIN');
  t.is(server.asked[0], 'A api.example', 'a name with dots is tried as it is first');
});

test('[DNS3] the system’s servers are read anew; a file that is gone changes nothing', async t => {
  const resolvConf = join(directory(t), 'resolv.conf');
  writeFileSync(resolvConf, '# by DHCP\nnameserver 192.0.2.53\nnameserver 2001:db8::53\nnameserver nonsense\n');
  const found = await over([], { resolvConf });
  t.deepEqual(found.servers(), ['192.0.2.53', '2001:db8::53']);
  writeFileSync(resolvConf, 'nameserver 198.51.100.53\n');
  t.deepEqual(found.servers(), ['192.0.2.53', '2001:db8::53'], 'not before it is asked to');
  await found.reread();
  t.deepEqual(found.servers(), ['198.51.100.53']);
  rmSync(resolvConf);
  await found.reread();
  t.deepEqual(found.servers(), ['198.51.100.53']);
});

test('what stands in the hosts file is found there, of its family, without asking', async t => {
  const server = await double(t, () => 'NXDOMAIN');
  const hosts = join(directory(t), 'hosts');
  writeFileSync(hosts, '127.0.0.1 localhost\n192.0.2.9 Bot.Example bot # here\n');
  const found = await over([server.address], { hosts });
  t.deepEqual((await found.ask('bot.example', 4, 0, nobody)).addresses, ['192.0.2.9']);
  t.is(await code(t, found.ask('bot.example', 6, 0, nobody)), 'NXDOMAIN');
  t.deepEqual(server.asked, ['AAAA bot.example']);
});

test('[DNS5] a question that is called off ends at once', async t => {
  const server = await double(t, () => 'silent');
  const found = await over([server.address], { tryMs: 60_000 });
  const stop = new AbortController();
  const asking = found.ask('api.example', 4, 0, stop.signal);
  setImmediate(() => stop.abort());
  await t.throwsAsync(asking);
});
