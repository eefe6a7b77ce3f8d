import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from './start-sandbox.ts';

/**
 * The sandbox as a program: `node adapters/telegram/sandbox/main.ts --data <directory> --port <number> [--token …]`.
 * Forked, it tells its parent `{type: 'ready', url, apiRoot, token, pid}` and ends when the parent is gone.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'data/sandbox' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    token: { type: 'string' },
  },
});

const { url, apiRoot, token, close } = await startSandbox({
  dataDir: values.data,
  port: Number(values.port),
  host: values.host,
  ...(values.token === undefined ? {} : { token: values.token }),
});
const address = { url, apiRoot, token, pid: process.pid };

if (values.data !== ':memory:') publish(values.data, address);
if (process.send === undefined) {
  console.log(`Chat page: ${url}\nBot API:   ${apiRoot} (token ${token})`);
} else {
  process.send({ type: 'ready', ...address });
  process.on('disconnect', () => process.exit(0));
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().then(() => process.exit(0)));

/** For who looks for the sandbox without having started it. The file appears whole or not at all. */
function publish(directory: string, content: object): void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'sandbox.json');
  writeFileSync(`${path}.${process.pid}.tmp`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${path}.${process.pid}.tmp`, path);
}
