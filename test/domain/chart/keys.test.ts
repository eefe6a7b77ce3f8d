import { testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { graphCode, graphGroup, isSmallerWorthwhile } from '../../../domain/chart/graph-codes.ts';
import { packPoints, pictureKey, requestKey, unpackPoints } from '../../../domain/chart/keys.ts';
import { refusalCodes } from '../../../domain/refusal.ts';
import { anyPoints, noon, seriesOf, specOf } from './specs.ts';

testProp('points that are packed and unpacked are the same', [anyPoints(50)], (t, points) => {
  t.deepEqual(unpackPoints(packPoints(points)), points);
});

test('[K-40] the same request has one key, however its metrics and hosts are ordered', t => {
  const request = {
    metrics: ['cpu', 'ram'],
    hosts: ['a', 'b'],
    range: { lastMs: 5 },
    timeZone: 'UTC',
    theme: 'dark',
  } as const;
  const key = requestKey(request);
  t.is(requestKey({ ...request, metrics: ['ram', 'cpu', 'cpu'], hosts: ['b', 'a'] }), key);
  t.not(requestKey({ ...request, hosts: ['a'] }), key);
  t.not(requestKey({ ...request, range: { lastMs: 6 } }), key);
  t.not(requestKey({ ...request, range: { from: 0, to: 5 } }), key);
});

test('[K-40] two pictures share a key only when nothing about them differs', t => {
  const key = pictureKey(specOf(), 'full');
  t.is(pictureKey(specOf(), 'full'), key);
  const others = [
    pictureKey(specOf(), 'smaller'),
    pictureKey(specOf({ theme: 'light' }), 'full'),
    pictureKey(specOf({ timeZone: 'Asia/Tokyo' }), 'full'),
    pictureKey(specOf({ threshold: { value: 5, label: '' } }), 'full'),
    pictureKey(specOf({ series: [seriesOf([[noon, 5]])] }), 'full'),
    pictureKey(specOf({ series: [seriesOf([[noon, null]])] }), 'full'),
    pictureKey(specOf({ series: [seriesOf([[noon, 5]], { name: 'other' })] }), 'full'),
  ];
  t.is(new Set([key, ...others]).size, 8);
});

test('[K-33] every graph code says what to do, and only a fault of drawing calls for a smaller picture', t => {
  t.is(graphCode.options.length, Object.keys(refusalCodes).filter(code => code.startsWith('GRAPH_')).length);
  t.deepEqual(
    graphCode.options.filter(code => graphGroup(code) === 'GRAPH_FONT_UNAVAILABLE'),
    ['GRAPH_FONT_MISSING', 'GRAPH_FONT_CHECKSUM', 'GRAPH_FONT_PARSE', 'GRAPH_FONT_GLYPHS'],
  );
  t.deepEqual(
    graphCode.options.filter(code => !isSmallerWorthwhile(code)),
    [
      'GRAPH_NOT_ENOUGH_POINTS',
      'GRAPH_FONT_MISSING',
      'GRAPH_FONT_CHECKSUM',
      'GRAPH_FONT_PARSE',
      'GRAPH_FONT_GLYPHS',
      'GRAPH_QUEUE_FULL',
      'GRAPH_SLOT_TIMEOUT',
      'GRAPH_COOLDOWN',
      'GRAPH_DISABLED',
    ],
  );
});
