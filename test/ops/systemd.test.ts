import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as test } from 'ava';
import { loadConfig } from '../../ops/config.ts';

const text = readFileSync(join(import.meta.dirname, '../../ops/systemd/binnacle.service'), 'utf8');
const settings = new Map(
  text
    .split('\n')
    .filter(line => /^[A-Z]\w*=/.test(line))
    .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

test('[C-01] the service is started again after 5 s, at most 20 times in two minutes', t => {
  t.is(settings.get('Restart'), 'always');
  t.is(settings.get('RestartSec'), '5');
  t.is(settings.get('StartLimitBurst'), '20');
  t.is(settings.get('StartLimitIntervalSec'), '120');
});

test('the service starts a program that is there', t => {
  const [program = ''] = (settings.get('ExecStart') ?? '').split(' ');
  t.true(existsSync(join(import.meta.dirname, '../..', program.replace('/opt/binnacle/', ''))), program);
});

test('[K-55] a wrong configuration stays down', t => {
  t.is(settings.get('RestartPreventExitStatus'), '78');
});

test('[P15] a stop is given more time than draining takes', t => {
  const { config } = loadConfig({ env: {}, cwd: '/nonexistent' });
  t.true(Number(settings.get('TimeoutStopSec')) * 1000 > config.drainMs + 10_000);
});

test('[P4] a stop of the service leaves a running task to its runner, to be found again', t => {
  t.is(settings.get('KillMode'), 'process');
});

test('the token comes as a credential, under the name the configuration looks for', t => {
  t.regex(settings.get('LoadCredential') ?? '', /^telegram-token:\//);
  t.notRegex(text, /Environment=.*TOKEN/i);
});

test('[K-52] the service has no capability, no new privilege, and writes to its own directory alone', t => {
  for (const [name, value] of Object.entries({
    NoNewPrivileges: 'yes',
    CapabilityBoundingSet: '',
    ProtectSystem: 'strict',
    ProtectHome: 'yes',
    PrivateTmp: 'yes',
    StateDirectory: 'binnacle',
    UMask: '0077',
  }))
    t.is(settings.get(name), value, name);
  t.false(settings.has('ReadWritePaths'));
});

test('systemd itself finds no fault with the unit', t => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    t.log('no systemd-analyze on this machine');
    return t.pass();
  }
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-unit-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const unit = join(folder, 'binnacle.service');
  // The program is not installed here: any program that is there stands in for it.
  writeFileSync(unit, text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8', timeout: 30_000 });
  t.deepEqual(
    (stdout + stderr).split('\n').filter(line => line.includes('binnacle.service')),
    [],
  );
});
