import { parseArgs } from 'node:util';
import { sqliteEventStore } from '../../../adapters/sqlite/event-store.ts';
import { controlServer } from './control.ts';
import { eventStoreDbDouble } from './double.ts';

/** The double as a program: `node main.ts --path <sqlite file> --port 0`. Says where it is in one line of JSON. */
const { values } = parseArgs({ options: { path: { type: 'string' }, port: { type: 'string', default: '0' } } });
if (values.path === undefined) throw new Error('say where the log is: --path <sqlite file>');

const store = await sqliteEventStore({ path: values.path });
const double = await eventStoreDbDouble(store, Number(values.port));
const control = await controlServer(double);
console.log(JSON.stringify({ url: double.url, control: control.url, port: double.port }));

const stop = async () => {
  control.close();
  await double.close();
  await store.close();
};
process.once('SIGTERM', stop).once('SIGINT', stop);
