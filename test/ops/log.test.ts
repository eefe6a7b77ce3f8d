import { inspect } from 'node:util';
import { default as test } from 'ava';
import { registerSecret, scrub } from '../../ops/log/scrub.ts';
import { createLog, type LogOptions } from '../../ops/log.ts';

const token = '123456789:AAfakeAAfakeAAfakeAAfakeAAfakeAA';

/** A log under a clock that stands still until it is moved, and what it wrote. */
function logged(options: Partial<LogOptions> = {}) {
  let text = '';
  let nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  const write = (more: string) => {
    text += more;
  };
  const log = createLog({ level: 'info', pretty: 'never', write, now: () => new Date(nowMs), ...options });
  return {
    log,
    text: () => text,
    lines: () => text.split('\n').slice(0, -1),
    objects: () =>
      text
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line) as Record<string, unknown>),
    passMs: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('[K-65] a line holds the names that operators search for', t => {
  const { log, objects } = logged({ fields: { instance: 'one' } });
  log
    .with({ correlationId: 'tg-1' })
    .info(
      { commandId: 'c-1', commandType: 'Run', queueWaitMs: 3, renderMs: 4, dnsLookupMs: 5, updateStage: 'fetch' },
      'done',
    );
  t.deepEqual(objects(), [
    {
      level: 'info',
      time: '2026-01-02T03:04:05.000Z',
      instance: 'one',
      trace_id: 'tg-1',
      request_id: 'c-1',
      command_type: 'Run',
      queue_wait_ms: 3,
      render_ms: 4,
      dns_lookup_ms: 5,
      update_stage: 'fetch',
      msg: 'done',
    },
  ]);
});

test('revisions keep all their digits', t => {
  const { log, objects } = logged();
  log.info({ revision: 9_007_199_254_740_993n }, 'appended');
  t.is(objects()[0]?.revision, '9007199254740993');
});

test('lines under the level are not written', t => {
  const { log, lines } = logged({ level: 'warn' });
  log.info({}, 'quiet');
  log.warn({}, 'loud');
  t.is(lines().length, 1);
});

for (const pretty of ['never', 'always'] as const)
  test(`[I26] no token and no registered secret leaves, however deep it lies (${pretty === 'never' ? 'JSON' : 'for people'})`, t => {
    const secret = '???Pa"ss\\wörd/9';
    registerSecret(secret);
    const { log, text } = logged({ pretty });
    const inner = new Error(`GET https://api.telegram.org/bot${token}/getMe failed`);
    const outer = Object.assign(new Error('outer', { cause: inner }), {
      request: { headers: { authorization: secret } },
    });
    log.error({ err: outer, deep: [{ deeper: { password: secret } }], token }, `with ${secret}`);
    log.error(outer, 'as fields');
    log.info({ url: encodeURIComponent(`${secret} ${token}`), basic: Buffer.from(secret).toString('base64') }, 'coded');
    log.info({ text: inspect(outer, { depth: 9 }) }, 'inspected');
    t.true(text().includes('[secret]'));
    t.notRegex(text(), /AAfake/);
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ])
      t.false(text().includes(form), form);
  });

test('[I26] each line of a secret of several lines is one', t => {
  registerSecret('-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nabcdefghijklmnop\n-----END KEY-----');
  t.is(scrub('x MIIEvQIBADANBgkq y'), 'x [secret] y');
});

test('a secret too short to be told from ordinary words is not taken', t => {
  t.throws(() => registerSecret('short'), { instanceOf: RangeError });
});

test('a line that repeats is held back after 50 in ten seconds, and how often is told', t => {
  const { log, objects, passMs } = logged();
  for (let time = 0; time < 60; time++) log.warn({ time }, 'again');
  log.warn({}, 'another');
  t.is(objects().filter(({ msg }) => msg === 'again').length, 50);
  passMs(10_001);
  log.info({}, 'later');
  t.deepEqual(
    objects()
      .slice(-2)
      .map(({ msg, suppressed, like }) => ({ msg, suppressed, like })),
    [
      { msg: 'held back 10 lines like it', suppressed: 10, like: 'warn: again' },
      { msg: 'later', suppressed: undefined, like: undefined },
    ],
  );
});

test('what was held back is told at the end', t => {
  const { log, objects } = logged();
  for (let time = 0; time < 51; time++) log.info({}, 'again');
  log.flush();
  t.is(objects().at(-1)?.suppressed, 1);
});

test('for people, a line is one line, with the causes of an error, and moves no terminal', t => {
  const { log, lines } = logged({ pretty: 'always' });
  log.info({ correlationId: 'tg-1', note: 'two words' }, 'taken');
  log.error(
    { err: new Error('outer', { cause: new TypeError('inner') }) },
    'red \u001b[31malarm\u001b[0m\nsecond line',
  );
  t.is(lines()[0], '03:04:05.000 info  taken trace_id=tg-1 note="two words"');
  t.is(lines().length, 2);
  t.regex(lines()[1] ?? '', /^03:04:05.000 error red alarm second line err="Error: outer ← TypeError: inner" at=/);
});
