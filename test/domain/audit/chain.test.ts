import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import { genesis, type Link, linked } from '../../../domain/audit/chain.ts';
import { ExportCheck, eventLine, footerLine, footerText, headerLine } from '../../../domain/audit/export.ts';
import { ChainWalk } from '../../../domain/audit/walk.ts';
import { canonical } from '../../../domain/fold.ts';
import type { RecordedEvent } from '../../../domain/message.ts';

const corpus = join(import.meta.dirname, '../../corpus');

/** Events that have been in the corpus from its first day on; others do not count here. */
const first = [
  'ChatOpened',
  'CommandAccepted',
  'CommandAnswered',
  'ReplyRequested',
  'UpdateReceived',
  'ProcessStarted',
];

function recorded(): RecordedEvent[] {
  const names = readdirSync(corpus).filter(name => first.some(type => name === `${type}.v1.json`));
  return names.sort().map((name, index) => {
    const { revision, ...event } = JSON.parse(readFileSync(join(corpus, name), 'utf8'));
    return { ...event, revision: BigInt(revision), position: BigInt(10 + index) };
  });
}

test('[P10] [I27] the chain over events that were once written is the same for ever', t => {
  const head = recorded().reduce<Link>(linked, genesis);
  t.is(head.count, 6);
  t.is(head.hash, 'ce3818a144ff36fa3931293149d5207f6d12939addc46eee7f277cb4db870d46');
});

test('[P10] the text that is hashed does not hang on the order of keys, and leaves nothing out', t => {
  const event = recorded()[0]!;
  const shuffled = { ...event, data: Object.fromEntries(Object.entries(event.data).reverse()) as typeof event.data };
  const { hash } = linked(genesis, event);
  t.is(linked(genesis, shuffled).hash, hash);
  const changes: Partial<RecordedEvent>[] = [
    { stream: 'chat-2' },
    { revision: 77n },
    { position: 11n },
    { id: 'another' },
    { type: 'Another' },
    { data: { ...event.data, more: null } },
    { metadata: { ...event.metadata, actor: { id: 'tg:1', role: 'admin' } } },
    { recordedAt: '2026-03-14T09:26:53.590Z' },
  ];
  for (const change of changes)
    t.not(linked(genesis, { ...event, ...change }).hash, hash, canonical(Object.keys(change)));
});

test('[P10] a walk says what is wrong, and between which anchors', t => {
  const events = recorded();
  const links: Link[] = [];
  for (const event of events) links.push(linked(links.at(-1) ?? genesis, event));
  const walked = (given: RecordedEvent[], anchors: Link[], from?: Link) => {
    const walk = new ChainWalk(anchors, from);
    for (const event of given) walk.take(event);
    return walk.end();
  };
  const anchors = [links[1]!, links[3]!, links[5]!];
  t.is(walked(events, anchors), undefined);
  t.is(walked(events.slice(4), [links[5]!], links[3]), undefined, 'from a link that is known');
  t.is(walked(events.slice(0, 5), anchors)?.kind, 'cut');
  t.is(walked([], [links[0]!])?.kind, 'cut');
  const edited = events.with(2, { ...events[2]!, data: {} });
  t.like(walked(edited, anchors), { kind: 'changed', after: { count: 2 }, at: { count: 4 } });
  const swapped = events.with(2, events[3]!).with(3, events[2]!);
  t.is(walked(swapped, anchors)?.kind, 'disordered');
  t.is(walked(events, [links[1]!, { ...links[1]!, hash: links[0]!.hash }])?.kind, 'changed');
  t.is(walked(events.slice(2), [{ ...links[1]!, hash: links[0]!.hash }, links[5]!], links[1])?.kind, 'anchors');
});

const key = 'the key';
const signedBy = (text: string) => `signed ${text}`;
const verified = (text: string, signature: string, publicKey: string) =>
  signature === signedBy(text) && publicKey === key;

function exported(): string[] {
  let head = genesis;
  const lines = recorded().map(event => {
    head = linked(head, event);
    return eventLine(event, head);
  });
  const signedAt = '2026-03-14T10:00:00.000Z';
  const signature = signedBy(footerText('harbour', genesis, head, signedAt));
  return [headerLine('harbour'), ...lines, footerLine({ to: head, signedAt, publicKey: key, signature })];
}

const checked = (lines: readonly string[]) => {
  const check = new ExportCheck(verified);
  for (const line of lines) check.take(line);
  return check.end();
};

test('[P10] [D-33] an export is checked by itself: every line that is edited, removed, moved or added is found', t => {
  const lines = exported();
  t.like(checked(lines), { whole: true, instance: 'harbour', publicKey: key, to: { count: 6 } });
  t.like(checked([]), { whole: false });
  for (const at of lines.keys()) {
    t.false(checked(lines.toSpliced(at, 1)).whole, `without line ${at + 1}`);
    t.false(checked(lines.toSpliced(at, 0, lines[at]!)).whole, `line ${at + 1} twice`);
    if (at > 0) t.false(checked(lines.with(at, lines[at - 1]!).with(at - 1, lines[at]!)).whole, `line ${at + 1} moved`);
    const edited = lines[at]!.replace(/[0-9](?=[^0-9]*$)/, digit => String((Number(digit) + 1) % 10));
    t.false(checked(lines.with(at, edited)).whole, `line ${at + 1} edited: ${edited.slice(-60)}`);
  }
});

test('[P10] an export whose links were made again is still not signed', t => {
  const lines = exported();
  const events = recorded().map(event => ({ ...event, recordedAt: '2026-03-15T00:00:00.000Z' }));
  let head = genesis;
  const forged = events.map(event => {
    head = linked(head, event);
    return eventLine(event, head);
  });
  const end = JSON.parse(lines.at(-1)!);
  t.like(checked([lines[0]!, ...forged, JSON.stringify({ ...end, to: head })]), {
    whole: false,
    detail: 'the signature is not over these events',
  });
  t.like(checked([lines[0]!, ...forged, lines.at(-1)!]), {
    whole: false,
    detail: 'the end is not that of these events',
  });
});
