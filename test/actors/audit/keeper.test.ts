import { default as test } from 'ava';
import { auditKeeper, type ChainNow, type ChainVerdict } from '../../../actors/audit/keeper.ts';
import type { Anchor, AnchorStore } from '../../../actors/audit/ports.ts';
import { genesis, type Link } from '../../../domain/audit/chain.ts';
import { checkpointText } from '../../../domain/audit/checkpoint.ts';
import { noon } from '../../domain/given.ts';
import { memoryStore, testClock, testWorld } from '../world.ts';

const hashOf = (count: number) => String(count).padStart(64, '0');
const linkAt = (count: number): Link => ({ count, position: String(count * 2), hash: hashOf(count) });

function shelf(name: string): AnchorStore & { links: Anchor[]; head: Anchor | undefined; away: boolean } {
  const store = {
    ...{ name, links: [] as Anchor[], head: undefined as Anchor | undefined, away: false },
    async read() {
      return [...store.links, ...(store.head === undefined ? [] : [store.head])];
    },
    async write(links: readonly Anchor[], head: Anchor) {
      if (store.away) throw new Error('away');
      store.links.push(...links);
      store.head = head;
    },
  };
  return store;
}

function kept(limits = {}) {
  const clock = testClock();
  const is = { count: 0, signedAt: undefined as string | undefined, verdict: undefined as ChainVerdict | undefined };
  const stores = [shelf('file'), shelf('nats')];
  const noted: { type: string; data: Record<string, unknown> }[] = [];
  const alarms: string[] = [];
  const compared: number[] = [];
  const keeper = auditKeeper(
    {
      ...{ clock, timers: clock, log: testWorld(memoryStore()).world.log, anchors: stores, instance: 'harbour-1' },
      async chain({ since }): Promise<ChainNow> {
        const all = Array.from({ length: Math.floor(is.count / 100) }, (_, index) => (index + 1) * 100);
        const links = all.filter(count => count > since).slice(0, 1000);
        return {
          ...(is.count === 0 ? genesis : linkAt(is.count)),
          ...{ recordedAt: noon, links: links.map(count => ({ ...linkAt(count), recordedAt: noon })), accepted: null },
          checkpoint: is.signedAt === undefined ? null : { signedAt: is.signedAt },
        };
      },
      async verify(anchors) {
        compared.push(anchors.length);
        return is.verdict ?? { whole: true, head: linkAt(is.count), anchors: anchors.length };
      },
      signer: { publicKey: 'key', sign: text => `signed ${text}` },
      async note(type, data) {
        noted.push({ type, data });
        if (type === 'NoteCheckpoint') is.signedAt = data.signedAt as string;
      },
      alarm: async detail => void alarms.push(detail),
    },
    {
      ...{ lookEveryMs: 1000, anchorEveryMs: 60_000, verifyEveryMs: 3_600_000, checkpointEveryMs: 86_400_000 },
      ...limits,
    },
  );
  return { clock, is, stores, noted, alarms, compared, keeper };
}

test('[P10] [I27] every hundredth event is anchored, and after a minute what is less', async t => {
  const { clock, is, stores } = kept();
  is.count = 30;
  await clock.pass(1000);
  t.is(stores[0]!.head?.count, 30, 'the first is anchored at once');
  is.count = 129;
  await clock.pass(10_000);
  t.is(stores[0]!.head?.count, 30);
  is.count = 130;
  await clock.pass(1000);
  t.is(stores[0]!.head?.count, 130);
  t.deepEqual(
    stores[0]!.links.map(({ count }) => count),
    [100],
  );
  is.count = 131;
  await clock.pass(58_000);
  t.is(stores[0]!.head?.count, 130);
  await clock.pass(3000);
  t.is(stores[0]!.head?.count, 131);
});

test('[P10] an old log is anchored from its beginning, as much as is given at a time', async t => {
  const { clock, is, stores } = kept();
  is.count = 150_050;
  await clock.pass(1000);
  t.is(stores[0]!.head?.count, 100_000);
  await clock.pass(1000);
  t.is(stores[0]!.head?.count, 150_050);
  t.is(stores[0]!.links.length, 1500);
  t.is(new Set(stores[0]!.links.map(({ count }) => count)).size, 1500);
});

test('[P10] a place that is away holds up no other, and gets what it missed', async t => {
  const { clock, is, stores } = kept();
  stores[0]!.away = true;
  is.count = 250;
  await clock.pass(2000);
  t.is(stores[0]!.head, undefined);
  t.is(stores[1]!.head?.count, 250);
  stores[0]!.away = false;
  is.count = 260;
  await clock.pass(1000);
  t.is(stores[0]!.head?.count, 260);
  t.is(stores[0]!.links.length, 2);
});

test('[P10] the chain is signed once a day, over the text that anybody can make again', async t => {
  const { clock, is, noted } = kept({ verifyEveryMs: 604_800_000, lookEveryMs: 60_000 });
  await clock.pass(60_000);
  const checkpoints = () => noted.filter(({ type }) => type === 'NoteCheckpoint');
  t.deepEqual(checkpoints(), [], 'there is nothing to sign yet');
  is.count = 7;
  await clock.pass(3_600_000);
  const signed = checkpoints();
  t.is(signed.length, 1);
  const { signature, publicKey: _, ...said } = signed[0]!.data;
  t.is(signature, `signed ${checkpointText(said as never)}`);
  await clock.pass(2 * 86_400_000);
  t.is(checkpoints().length, 3);
});

test('[P10] [D-33] the log is held against all anchors soon after the start and every hour; a break is told and freezes', async t => {
  const { clock, is, noted, alarms, compared } = kept();
  is.count = 250;
  await clock.pass(61_000);
  t.deepEqual(compared, [6], 'of both places');
  t.is(noted.filter(({ type }) => type === 'NoteVerified').length, 1);
  is.verdict = { whole: false, kind: 'cut', detail: 'the log ends with event 7' };
  await clock.pass(3_600_000);
  t.like(noted.at(-1), { type: 'NoteBroken', data: { kind: 'cut' } });
  t.deepEqual(alarms, ['the log ends with event 7']);
});

test('[P10] a stop anchors what is left', async t => {
  const { clock, is, stores, keeper } = kept();
  is.count = 100;
  await clock.pass(1000);
  is.count = 103;
  await keeper.stop();
  t.is(stores[0]!.head?.count, 103);
  is.count = 400;
  await clock.pass(100_000);
  t.is(stores[0]!.head?.count, 103);
});
