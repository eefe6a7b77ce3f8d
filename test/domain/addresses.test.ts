import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { redactPublicAddresses, scopeOf } from '../../domain/addresses.ts';

test('every kind of address is told by how far it reaches', t => {
  const scopes = {
    '0.0.0.0': 'unspecified',
    '::': 'unspecified',
    '127.0.0.53': 'loopback',
    '::1': 'loopback',
    '::ffff:127.0.0.1': 'loopback',
    '169.254.1.1': 'link_local',
    'fe80::1%eth0': 'link_local',
    '10.1.2.3': 'private',
    '172.31.0.1': 'private',
    '192.168.0.1': 'private',
    '100.64.0.1': 'private',
    'fd00::2': 'private',
    '224.0.0.1': 'multicast',
    'ff02::1': 'multicast',
    '172.32.0.1': 'public',
    '203.0.113.7': 'public',
    '2001:db8::1': 'public',
    '::ffff:203.0.113.7': 'public',
  };
  for (const [address, scope] of Object.entries(scopes))
    t.is(scopeOf(address), scope as ReturnType<typeof scopeOf>, address);
});

test('what is no address has no scope', t => {
  for (const text of ['', '1.2.3', '1.2.3.256', '1:2:3', ':::', '12345::', 'aa:bb:cc:dd:ee:ff', '1::2::3', 'x']) {
    t.is(scopeOf(text), undefined, text);
  }
});

test('redaction masks public addresses of both families, with ports, and keeps every line and local address', t => {
  const text =
    'v4 203.0.113.7:22\n\nv6 [2001:db8:1::5]:443\nat 10:20:30, mac aa:bb:cc:dd:ee:ff\n192.168.1.1 ::1 fd00::2.';
  t.is(
    redactPublicAddresses(text),
    'v4 203.0.x.x:22\n\nv6 [2001:db8:…]:443\nat 10:20:30, mac aa:bb:cc:dd:ee:ff\n192.168.1.1 ::1 fd00::2.',
  );
});

testProp(
  '[C] no public address survives redaction, whatever stands around it, and the lines stay',
  [
    fc.oneof(fc.ipV4(), fc.ipV6()),
    fc.constantFrom('', ' ', '\n', '[', '=', 'x', 'to '),
    fc.constantFrom('', '\n', '.', ':22', ']:443', ',', '/64'),
  ],
  (t, address, before, after) => {
    const text = `${before}${address}${after}`;
    const redacted = redactPublicAddresses(text);
    t.is(redacted.split('\n').length, text.split('\n').length);
    if (scopeOf(address) === 'public') t.false(redacted.includes(address), `${text} → ${redacted}`);
    else if (after !== ':22' || !address.includes(':')) t.is(redacted, text);
  },
);
