import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as test } from 'ava';
import { configExplain } from '../../ops/config/explain.ts';
import { readCredentials } from '../../ops/config/secrets.ts';
import { ConfigError, configCheck, loadConfig } from '../../ops/config.ts';
import { scrub } from '../../ops/log/scrub.ts';

const token = '123456789:AAfakeAAfakeAAfakeAAfakeAAfakeAA';

/** A working directory with these files, gone after the test. */
function folder(t: { teardown(undo: () => void): void }, files: Record<string, string> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), 'binnacle-config-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

function mistakesOf(load: () => unknown) {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

test('[R-108] nothing said gives a complete configuration that speaks to the sandbox', t => {
  const { config } = loadConfig({ env: {}, cwd: folder(t) });
  t.is(config.telegram.mode, 'sandbox');
  t.is(config.telegram.longPollSeconds, 30);
  t.deepEqual(
    config.access.users.map(({ id, name, role }) => `${id} ${name} ${role}`),
    ['1001 Ada admin', '1002 Olu operator', '1003 Vera viewer', '1004 Piet approver'],
  );
  t.deepEqual(
    config.access.chats.map(({ id }) => id),
    [-1000000002001, -1000000002002],
  );
});

test('[R-108] the environment wins over the file, the file over the default, and each value says where it comes from', t => {
  const cwd = folder(t, { 'binnacle.yaml': 'drainMs: 1000\n\nlog:\n  level: debug\n' });
  const loaded = loadConfig({
    env: { BINNACLE_LOG__LEVEL: 'warn', BINNACLE_BUS__SERVERS: 'nats://a:1, nats://b:2' },
    cwd,
  });
  const from = (path: string) => configExplain(loaded, path).map(key => [key.value, key.from])[0];
  t.deepEqual(from('log.level'), ['warn', 'BINNACLE_LOG__LEVEL']);
  t.deepEqual(from('bus.servers'), [['nats://a:1', 'nats://b:2'], 'BINNACLE_BUS__SERVERS']);
  t.deepEqual(from('drainMs'), [1000, 'binnacle.yaml line 1']);
  t.deepEqual(from('sweeper.everyMs'), [500, 'default']);
  t.deepEqual(from('access.users')?.[1], 'the sandbox');
});

test('every key says its type, its bounds, its default and what it is for', t => {
  const keys = configExplain(loadConfig({ env: {}, cwd: folder(t) }));
  t.true(keys.length > 60);
  for (const { path, type, unit, allowed, says } of keys) {
    t.not(says, '', path);
    t.not(allowed, '', path);
    if (type === 'whole number') {
      t.regex(allowed, /^\d+ to \d+$/, path);
      t.truthy(unit, path);
    }
  }
});

test('[D-30] all mistakes are told at once, each with its place, what was found, what is allowed and a hint', t => {
  const text = `
telegram:
  mode: telegrm
  longPollSeconds: 99
  clientTimeoutSeconds: 10
access:
  users:
    - { id: ada, name: Ada, role: amdin }
bus: { mode: external }
timeZone: Mars/Olympus
drainMs: soon
`;
  const mistakes = configCheck(text);
  t.deepEqual(mistakes.map(({ path, where, found }) => `${path} · ${where} · ${found}`).sort(), [
    'access.users[0].id · binnacle.yaml line 8 · “ada”',
    'access.users[0].role · binnacle.yaml line 8 · “amdin”',
    'bus.servers · binnacle.yaml line 9 · []',
    'drainMs · binnacle.yaml line 11 · “soon”',
    'telegram.clientTimeoutSeconds · binnacle.yaml line 5 · 10',
    'telegram.longPollSeconds · binnacle.yaml line 4 · 99',
    'telegram.mode · binnacle.yaml line 3 · “telegrm”',
    'timeZone · binnacle.yaml line 10 · “Mars/Olympus”',
  ]);
  const hints = new Map(mistakes.map(({ path, hint }) => [path, hint]));
  t.is(hints.get('telegram.mode'), 'Did you mean telegram?');
  t.is(hints.get('access.users[0].role'), 'Did you mean admin?');
  t.is(mistakes.find(({ path }) => path === 'telegram.longPollSeconds')?.allowed, '1 to 50 s (whole number)');
});

test('[D-30] an unknown key and an unknown variable are mistakes that name the one that was meant', t => {
  const cwd = folder(t, { 'binnacle.yaml': 'telegram: { longPolSeconds: 20 }\n' });
  const mistakes = mistakesOf(() => loadConfig({ env: { BINNACLE_TELEGRAM__PACE__PER_CHAT_BRUST: '3' }, cwd }));
  t.deepEqual(mistakes.map(({ hint }) => hint).sort(), [
    'Did you mean BINNACLE_TELEGRAM__PACE__PER_CHAT_BURST?',
    'Did you mean telegram.longPollSeconds?',
  ]);
});

test('[D-30] keys that cannot be right together are a mistake', t => {
  for (const [text, path] of [
    ['telegram: { longPollSeconds: 40, clientTimeoutSeconds: 40 }', 'telegram.clientTimeoutSeconds'],
    ['telegram: { pollBackoff: { minMs: 2000, maxMs: 1000 } }', 'telegram.pollBackoff.minMs'],
    ['telegram: { delivery: { retry: { minMs: 2000, maxMs: 1000 } } }', 'telegram.delivery.retry.minMs'],
    ['commands: { warnMs: 30000 }', 'commands.warnMs'],
    ['eventStore: { engine: eventstoredb }', 'eventStore.url'],
    ['bus: { mode: external }', 'bus.servers'],
    ['access: { users: [{ id: 5, name: A, role: admin }, { id: 5, name: B, role: viewer }] }', 'access.users'],
  ] as const)
    t.deepEqual(
      configCheck(text).map(mistake => mistake.path),
      [path],
      text,
    );
});

test('[D-30] a file that is no YAML, no map, too large, or not there is a mistake and no crash', t => {
  const found = (text: string) => configCheck(text).map(mistake => mistake.found);
  t.deepEqual(found('a: [1'), ['no YAML']);
  t.deepEqual(found('log: 1\nlog: 2'), ['no YAML']);
  t.deepEqual(found('just words'), ['“just words”']);
  t.deepEqual(found('- one'), ['["one"]']);
  t.deepEqual(found(`# ${'x'.repeat(300_000)}`), ['300002 bytes']);
  t.deepEqual(found(''), []);
  const missing = mistakesOf(() => loadConfig({ env: { BINNACLE_CONFIG: 'other.yaml' }, cwd: folder(t) }));
  t.deepEqual(
    missing.map(mistake => mistake.found),
    ['no file to read (ENOENT)'],
  );
});

test('[D-30] a section that is no map loses none of the other mistakes', t => {
  const cwd = folder(t, { 'binnacle.yaml': 'telegram: yes please\ndrainMs: -1\n' });
  const mistakes = mistakesOf(() => loadConfig({ env: { BINNACLE_TELEGRAM__MODE: 'sandbox' }, cwd }));
  t.deepEqual(mistakes.map(({ path }) => path).sort(), ['drainMs', 'telegram']);
});

test('[D-30] Telegram itself needs a token file with a token in it, and somebody to talk to', t => {
  const cwd = folder(t, { empty: '', words: 'not a token at all', token: `${token}\n` });
  const found = (yaml: string) => {
    writeFileSync(join(cwd, 'binnacle.yaml'), yaml);
    return mistakesOf(() => loadConfig({ env: {}, cwd })).map(({ path, found }) => [path, found.replace(cwd, '')]);
  };
  const admin = 'access: { users: [{ id: 5, name: Ada, role: admin }] }';
  t.deepEqual(found(`telegram: { mode: telegram }\n${admin}`), [['telegram.tokenFile', 'nothing']]);
  t.regex(found(`telegram: { tokenFile: gone }\n${admin}`)[0]?.[1] ?? '', /cannot be read/);
  t.regex(found(`telegram: { tokenFile: empty }\n${admin}`)[0]?.[1] ?? '', /holds no secret/);
  t.regex(found(`telegram: { tokenFile: words }\n${admin}`)[0]?.[1] ?? '', /holds no bot token/);
  t.deepEqual(found('telegram: { tokenFile: token }')[0]?.[0], 'access.users');
  t.deepEqual(found(`telegram: { tokenFile: token }\n${admin}`), []);
});

test('[D-30] what could not be read is one mistake, not a second for what is missing then', t => {
  const paths = (text: string) => {
    const cwd = folder(t, { 'binnacle.yaml': text, token });
    const error = t.throws(() => loadConfig({ cwd, env: {} }), { instanceOf: ConfigError })!;
    return error.mistakes.map(({ path }) => path);
  };
  t.deepEqual(paths('telegram: { mode: telegramm }'), ['telegram.mode']);
  t.deepEqual(paths('telegram: { tokenFile: token }\naccess: { users: [{ id: x, name: Ada, role: admin }] }'), [
    'access.users[0].id',
  ]);
  t.deepEqual(paths('bus: { mode: external, servers: [7] }'), ['bus.servers[0]']);
});

test('[D-30] the secrets of the engines that are used are looked at before the start', t => {
  const cwd = folder(t, { pair: 'admin:correct:horse\n', words: 'no pair at all' });
  const found = (env: Record<string, string>) => mistakesOf(() => loadConfig({ env, cwd })).map(({ path }) => path);
  const store = { BINNACLE_EVENT_STORE__ENGINE: 'eventstoredb', BINNACLE_EVENT_STORE__URL: 'esdb://host:2113' };
  const bus = { BINNACLE_BUS__MODE: 'external', BINNACLE_BUS__SERVERS: 'nats://host:4222' };
  t.deepEqual(found({ ...store, BINNACLE_EVENT_STORE__CREDENTIALS_FILE: 'words' }), ['eventStore.credentialsFile']);
  t.deepEqual(found({ ...bus, BINNACLE_BUS__CREDENTIALS_FILE: 'gone' }), ['bus.credentialsFile']);
  t.deepEqual(found({ BINNACLE_BUS__CREDENTIALS_FILE: 'gone', BINNACLE_EVENT_STORE__CREDENTIALS_FILE: 'gone' }), []);
  t.deepEqual(found({ ...store, ...bus, BINNACLE_EVENT_STORE__CREDENTIALS_FILE: 'pair' }), []);
  t.deepEqual(readCredentials(join(cwd, 'pair')), { username: 'admin', password: 'correct:horse' });
  t.is(scrub('it is correct:horse'), 'it is [secret]');
});

test('a token turns Telegram on; systemd may bring it as a credential', t => {
  const cwd = folder(t, {
    'telegram-token': token,
    'binnacle.yaml': 'access: { users: [{ id: 5, name: Ada, role: admin }] }',
  });
  const loaded = loadConfig({ env: { CREDENTIALS_DIRECTORY: cwd }, cwd });
  t.is(loaded.config.telegram.mode, 'telegram');
  t.is(loaded.config.telegram.tokenFile, join(cwd, 'telegram-token'));
  t.is(loaded.sources.get('telegram.tokenFile'), 'systemd credential');
  t.deepEqual(loaded.config.access.chats, []);
});

test('[I26] a secret in the wrong place is a mistake that does not print it', t => {
  const cwd = folder(t, {
    'binnacle.yaml': `telegram:\n  token: ${token}\n  tokenFile: ${token}\nbus: { servers: ['nats://me:hunter2hunter2@host:4222'] }\n`,
  });
  const message = mistakesOf(() => loadConfig({ env: { BINNACLE_TELEGRAM__TOKEN: token }, cwd }));
  t.deepEqual(message.map(({ path }) => path).sort(), [
    'BINNACLE_TELEGRAM__TOKEN',
    'access.users',
    'bus.servers[0]',
    'telegram.token',
    'telegram.tokenFile',
  ]);
  t.notRegex(JSON.stringify(message), /AAfake|hunter2/);
});

test('[C-32] the configuration hash is the same for the same configuration, however it was said, and holds no secret', t => {
  const cwd = folder(t);
  const hash = (yaml: string, env = {}) => {
    writeFileSync(join(cwd, 'binnacle.yaml'), yaml);
    return loadConfig({ env, cwd }).configHash;
  };
  const said = hash('drainMs: 1000\nlog: { level: warn }');
  t.regex(said, /^[0-9a-f]{12}$/);
  t.is(hash('log:\n  level: warn\ndrainMs: 1000'), said);
  t.is(hash('drainMs: 1000', { BINNACLE_LOG__LEVEL: 'warn' }), said);
  t.not(hash('drainMs: 1001\nlog: { level: warn }'), said);
});

test('[I20] in production no breaker can be switched off, elsewhere it can', t => {
  const off = 'dependencies: { telegram: { breaker: off } }';
  const paths = (yaml: string) => configCheck(yaml).map(({ path }) => path);
  t.deepEqual(paths(off), ['dependencies.telegram.breaker']);
  t.deepEqual(paths(`environment: production\n${off}`), ['dependencies.telegram.breaker']);
  t.deepEqual(paths(`environment: development\n${off}`), []);
  t.deepEqual(paths('bulkheads: { core: { max: 0 } }'), ['bulkheads.core.max']);
  t.deepEqual(paths('retries: { sharePercent: 21 }'), ['retries.sharePercent']);
});
