import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { telegramSender } from '../../adapters/telegram/sender.ts';
import { facts, heading, paragraph, says, table } from '../../domain/chat/reply.ts';

/**
 * How much `sender.send` costs beside a bare `fetch` of the same bytes, against a server in a process of its own.
 * Prints calls a second and their ratio; ends with code 1 under 0.7. `CALLS` (default 4,000) bounds each run.
 */

const calls = Number(process.env.CALLS ?? 4_000);
const rounds = 3;
const ratioMin = 0.7;

/** Answers every call like a message that was sent. */
function serve(): void {
  let messageId = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      messageId += 1;
      const answer = JSON.stringify({
        ok: true,
        result: { message_id: messageId, date: 1, chat: { id: 1 }, text: '' },
      });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}

interface Rate {
  perSecond: number;
  cpuMicros: number;
}

async function rateOf(call: () => Promise<unknown>, concurrency: number): Promise<Rate> {
  let left = calls;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const one = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (calls / (performance.now() - began)) * 1000, cpuMicros: (user + system) / calls };
}

async function measure(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['serve']);
  const [port] = await once(server, 'message');
  const apiRoot = `http://127.0.0.1:${port}`;
  const sender = telegramSender({ token: '1:bench', apiRoot });
  const rows = Array.from({ length: 6 }, (_, i) => [`job-${i}`, 'RUNNING', `${i * 17} s`]);
  const reply = says(
    heading('OPS healthy'),
    facts(['lease', 'active 1'], ['slo', 'ok']),
    table(['job', 'state', 'age'], rows),
    paragraph('why none'),
  );
  const [message] = sender.render(reply);
  const body = JSON.stringify({
    chat_id: 1,
    ...(message!.content as { body: object }).body,
    link_preview_options: { is_disabled: true },
  });
  const bare = async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${apiRoot}/bot1:bench/sendMessage`, { method: 'POST', headers, body });
    return response.json();
  };
  const kinds = {
    'bare fetch': bare,
    'sender.send': () => sender.send({ chatId: 1 }, message!),
    'render and send': () => sender.send({ chatId: 1 }, sender.render(reply)[0]!),
  };
  let worst = Number.POSITIVE_INFINITY;
  for (const concurrency of [1, 16]) {
    const best = new Map<string, Rate>();
    for (let round = 0; round < rounds; round++) {
      for (const [name, call] of Object.entries(kinds)) {
        const rate = await rateOf(call, concurrency);
        if (rate.perSecond > (best.get(name)?.perSecond ?? 0)) best.set(name, rate);
      }
    }
    const ratio = best.get('sender.send')!.perSecond / best.get('bare fetch')!.perSecond;
    worst = Math.min(worst, ratio);
    for (const [name, { perSecond, cpuMicros }] of best) {
      console.log(
        `${concurrency} at a time  ${name.padEnd(16)} ${perSecond.toFixed(0).padStart(6)}/s  ${cpuMicros.toFixed(0)} µs CPU`,
      );
    }
    console.log(`${concurrency} at a time  ratio ${ratio.toFixed(2)}`);
  }
  sender.close();
  server.disconnect();
  if (worst < ratioMin) process.exitCode = 1;
}

if (process.argv[2] === 'serve') serve();
else await measure();
