/** The thread of the projections, which dies, or hangs for so many ms, when it is told to on a channel named for its views. */
import { BroadcastChannel, workerData } from 'node:worker_threads';
import '../../ops/compose/projections-thread.ts';

const orders = new BroadcastChannel(workerData.viewsPath);
orders.onmessage = ({ data }) => {
  if (data === 'die') throw new Error('the thread was told to die');
  orders.postMessage('hanging');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, data as number);
};
orders.unref();
