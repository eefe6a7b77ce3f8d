/**
 * A program to be killed: appends to three streams `crash-0` to `crash-2`, going on where they end, and prints each
 * acknowledged revision as `<stream> <revision>`. Ends by itself after so many events (default 10,000).
 *
 *   node append-loop.ts <path> [<count>]
 */
import { sqliteEventStore } from '../../../adapters/sqlite/event-store.ts';
import { numbered } from '../event-store-contract/samples.ts';

const [path = '', count = '10000'] = process.argv.slice(2);
const store = await sqliteEventStore({ path });

async function appendTo(stream: `${string}-${string}`): Promise<void> {
  let head = -1n;
  for await (const [last] of store.readStream(stream, { backwards: true, limit: 1 })) head = last!.revision;
  for (let left = Number(count) / 3; left > 0; left -= 1) {
    const expected = head === -1n ? ('no_stream' as const) : head;
    head = (await store.append(stream, expected, numbered(1, Number(head) + 1))).revision;
    // Written to a pipe before the next line runs: what was acknowledged is known even to the death.
    if (process.argv[3] === undefined) process.stdout.write(`${stream} ${head}\n`);
  }
}

await Promise.all([appendTo('crash-0'), appendTo('crash-1'), appendTo('crash-2')]);
await store.close();
