import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { jobSpec } from '../../../domain/job/work.ts';
import { planProbe } from '../../../domain/probe/plan.ts';
import { reachesScope, reachPolicy } from '../../../domain/probe/reach.ts';
import { type ProbeKind, probeKinds, probeTarget, targetText } from '../../../domain/probe/target.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { limits } from '../task/tasks.ts';

const shown = (kind: ProbeKind, text: string) => targetText(probeTarget(kind, text));

test('a probe is a light job of low risk that says what it looks at', t => {
  const spec = planProbe('tls', 'example.org', limits);
  t.deepEqual(jobSpec.parse(spec), spec);
  t.like(spec, { class: 'probe', name: 'tls', route: 'light', risk: 'low', gates: [], title: 'tls example.org:443' });
  t.deepEqual(spec.work, { kind: 'tls', host: 'example.org', port: 443 });
  t.not(planProbe('tcp', 'example.org:443', limits).planHash, spec.planHash);
});

test('targets are read as people write them', t => {
  t.is(shown('http', 'example.org/a?b=c#d'), 'https://example.org/a?b=c');
  t.is(shown('http', 'HTTP://Example.org:80'), 'http://example.org/');
  t.is(shown('http', 'http://[::1]:8080/'), 'http://[::1]:8080/');
  t.is(shown('dns', 'Example.org.'), 'example.org A AAAA');
  t.is(shown('dns', 'example.org mx txt MX'), 'example.org MX TXT');
  t.is(shown('dns', '192.0.2.1'), '192.0.2.1 PTR');
  t.is(shown('dns', '_sip._tcp.example.org SRV'), '_sip._tcp.example.org SRV');
  t.is(shown('dns', 'bücher.de'), 'xn--bcher-kva.de A AAAA');
  t.is(shown('tcp', '[2001:db8::1]:22'), '[2001:db8::1]:22');
  t.is(shown('tls', '192.0.2.1:8443'), '192.0.2.1:8443');
});

test('[D-24] what is no target is refused with an example', t => {
  const bad: [ProbeKind, string[]][] = [
    [
      'http',
      [
        '',
        'ftp://a/',
        'file:///etc/passwd',
        'http://me:pass@a/',
        'http://',
        'http://a b/',
        'javascript:alert(1)',
        'http://a\n/',
      ],
    ],
    ['dns', ['', 'a..b', 'example.org ANY', 'a b', 'a/b', '-', 'pаypal.com']],
    ['tls', ['', 'a:0', 'a:65536', 'a:b', 'a/b', 'me@a', 'a:443:1', '[zz]:1']],
    ['tcp', ['example.org', 'example.org:', '::1']],
  ];
  for (const [kind, texts] of bad)
    for (const text of texts) {
      const error = t.throws(() => probeTarget(kind, text), { instanceOf: Refusal }, `${kind} ${text}`);
      t.is(error?.code, 'invalid_request');
      t.regex(error?.hint ?? '', new RegExp(`^Usage: /check ${kind}`));
    }
});

test('[D-23] every text is a target or a refusal that is not internal; a target read again is the same', async t => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.webUrl(),
    fc.domain(),
    fc.ipV6(),
    fc.stringMatching(/^[a-z0-9.:/[\]@ -]{0,40}$/),
  );
  await fc.assert(
    fc.property(fc.constantFrom(...probeKinds), text, (kind, said) => {
      try {
        const target = probeTarget(kind, said);
        t.deepEqual(probeTarget(kind, targetText(target)), target);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        t.is(error.code, 'invalid_request');
      }
    }),
    { numRuns: 5000 },
  );
});

test("a cloud's metadata service is closed unless it is opened; one's own machines are open", t => {
  const usual = reachPolicy.parse({});
  for (const address of [
    '169.254.169.254',
    'fe80::1',
    '::ffff:169.254.169.254',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'no address',
  ])
    t.false(reachesScope(usual, address), address);
  for (const address of ['127.0.0.1', '10.0.0.1', '203.0.113.5', '2001:db8::1'])
    t.true(reachesScope(usual, address), address);
  t.true(reachesScope(reachPolicy.parse({ deniedScopes: [] }), '169.254.169.254'));
  t.false(reachPolicy.safeParse({ deniedAddresses: ['example.org'] }).success);
});
