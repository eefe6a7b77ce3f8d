import { realBus } from './buses.ts';
import { natsTest, realServer } from './real-server.ts';

const at = '2026-03-14T09:26:53.589Z';
const anchor = (count: number) => ({ count, position: String(count), hash: String(count).padStart(64, 'a'), at });

natsTest(
  '[P10] [I27] the head of the chain is kept in a bucket, a key for each program, also by another connection',
  async t => {
    const server = await realServer(t);
    const { bus } = await realBus(t, server);
    const [harbour, quay] = [bus.anchors('harbour'), bus.anchors('quay')];
    t.deepEqual(await harbour.read(), []);
    await harbour.write([anchor(100)], anchor(150));
    await harbour.write([], anchor(151));
    await quay.write([], anchor(9));
    t.deepEqual(await harbour.read(), [anchor(151)]);
    const { bus: other } = await realBus(t, server);
    t.deepEqual(await other.anchors('harbour').read(), [anchor(151)]);
    t.deepEqual(await other.anchors('quay').read(), [anchor(9)]);
  },
);

natsTest('[P10] while NATS is away an anchor is not said to be kept', async t => {
  const server = await realServer(t);
  const { bus } = await realBus(t, server);
  await bus.anchors('harbour').write([], anchor(3));
  await server.stop();
  await t.throwsAsync(bus.anchors('harbour').write([], anchor(4)));
});
