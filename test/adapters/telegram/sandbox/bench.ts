import type { ExecutionContext } from 'ava';
import type { ApiCall } from '../../../../adapters/telegram/sandbox/records.ts';
import type { Message, User } from '../../../../adapters/telegram/sandbox/shapes.ts';
import { type SandboxOptions, startSandbox } from '../../../../adapters/telegram/sandbox/start-sandbox.ts';

export interface TestUpdate {
  update_id: number;
  message?: Message;
  edited_message?: Message;
  channel_post?: Message;
  callback_query?: { id: string; from: User; message: Message; data: string };
  my_chat_member?: { new_chat_member: { status: string } };
}

export interface Notice {
  kind: string;
  message?: Message;
  [field: string]: unknown;
}

export interface Answer<Result = unknown> {
  ok: boolean;
  result: Result;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
}

/** A sandbox in memory with short ways to both of its sides; it ends with the test. */
export async function bench(t: ExecutionContext, options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ dataDir: ':memory:', ...options });
  t.teardown(sandbox.close);
  return { ...sandbox, ...sidesOf(sandbox.url, sandbox.token) };
}

/** The Bot API and the control side of a sandbox that runs anywhere. */
export function sidesOf(url: string, token: string) {
  async function call<Result = Message>(method: string, params = {}, signal?: AbortSignal): Promise<Answer<Result>> {
    const response = await fetch(`${url}/bot${token}/${method}`, { ...json(params), signal: signal ?? null });
    return (await response.json()) as Answer<Result>;
  }
  async function form<Result = Message>(method: string, body: FormData): Promise<Answer<Result>> {
    const response = await fetch(`${url}/bot${token}/${method}`, { method: 'POST', body });
    return (await response.json()) as Answer<Result>;
  }
  async function order<Result = Record<string, number>>(path: string, fields: object = {}): Promise<Result> {
    return await answered(await fetch(`${url}/sandbox/api/${path}`, json(fields)));
  }
  async function look<Result>(path: string): Promise<Result> {
    return await answered(await fetch(`${url}/sandbox/api/${path}`));
  }
  const updates = async (params = {}) => (await call<TestUpdate[]>('getUpdates', params)).result;
  const calls = async (query = '') => (await look<{ calls: ApiCall[] }>(`transcript?${query}`)).calls;
  return { call, form, order, look, updates, calls };
}

/** What the event stream tells, one notice after another, until the test ends. */
export async function* listen(t: ExecutionContext, url: string, since = 0): AsyncGenerator<Notice, undefined> {
  const hangUp = new AbortController();
  t.teardown(() => hangUp.abort());
  const response = await fetch(`${url}/sandbox/api/events?since=${since}`, { signal: hangUp.signal });
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Notice;
    }
  }
}

/** `description` of the refusal, or "accepted". */
export async function refusal(answer: Promise<Answer>): Promise<string> {
  const { ok, description } = await answer;
  return ok ? 'accepted' : (description ?? 'no description');
}

/** A clock that a test moves by hand. */
export function handClock(now = Date.UTC(2026, 0, 1)) {
  return { now: () => now, pass: (ms: number) => (now += ms) };
}

/** A whole grey PNG of a size, its pixels left out: the header is all that is read. */
export function png(width: number, height: number, bytes = 64): Buffer<ArrayBuffer> {
  const picture = Buffer.alloc(Math.max(bytes, 64));
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(picture);
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  picture.write('IEND', picture.length - 8, 'latin1');
  return picture;
}

function json(value: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

async function answered<Result>(response: Response): Promise<Result> {
  const value = (await response.json()) as Result & { error?: string; hint?: string };
  if (!response.ok) throw new Error(`${response.status} ${value.error} ${value.hint}`);
  return value;
}
