import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../http/answer.ts';
import { Params, readParams } from '../http/params.ts';
import type { ApiCall } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import { BotError, descriptions } from './bot-error.ts';
import type { Fault } from './faults.ts';
import { methods, type NamedMethod } from './methods.ts';

/** A hung or delayed call is let go of after this at the latest. */
const HANG_MS_MAX = 600_000;

type Outcome = Pick<ApiCall, 'ok' | 'result' | 'errorCode' | 'description' | 'retryAfter'> & { body: unknown };

/** One call on its way: what it asks, and where the answer goes. */
interface Exchange {
  sandbox: Sandbox;
  method: NamedMethod | undefined;
  params: Params;
  chatId: number | undefined;
  fault: Fault | undefined;
  response: ServerResponse;
  signal: AbortSignal;
}

/** Answers `/bot<token>/<method>`: reads the call, meets it with an ordered fault, runs it, writes the transcript. */
export async function answerBotApi(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
  { token, name, query }: { token: string; name: string; query: string },
): Promise<void> {
  if (token !== sandbox.token) return answerJson(response, 401, failure(new BotError(401, 'Unauthorized')).body);
  const startedAt = sandbox.clock.now();
  const hangUp = new AbortController();
  response.on('close', () => {
    if (!response.writableEnded) hangUp.abort();
  });
  const read = await readParams(request, query).catch(asBotError);
  const params = read instanceof BotError ? new Params({}) : read;
  const method = methods.get(name.toLowerCase());
  const chatId = params.has('chat_id') ? params.integer('chat_id', 0) : undefined;
  const methodName = method?.name ?? name;
  const fault = sandbox.faults.take(methodName, chatId);
  const exchange: Exchange = { sandbox, method, params, chatId, fault, response, signal: hangUp.signal };

  const met = fault === undefined ? undefined : await meet(exchange, fault);
  const outcome = read instanceof BotError ? failure(read) : (met ?? (await run(exchange)));
  const cut = fault !== undefined && isCut(fault) ? fault : undefined;
  const { body, ...result } = outcome;
  sandbox.recordCall({
    at: new Date(sandbox.clock.now()).toISOString(),
    durationMs: sandbox.clock.now() - startedAt,
    method: methodName,
    params: params.shown(),
    ...(chatId === undefined ? {} : { chatId }),
    ...result,
    ...(fault === undefined ? {} : { fault: fault.kind }),
    answered: cut === undefined && !hangUp.signal.aborted,
  });
  sandbox.flush();
  if (cut !== undefined) return destroy(response, cut);
  if (fault?.kind === 'garbage') return answerGarbage(response);
  if (!response.destroyed) answerJson(response, outcome.errorCode ?? 200, body);
}

/** Undefined lets the call run; anything else stands for its outcome. */
async function meet({ sandbox, signal }: Exchange, fault: Fault): Promise<Outcome | undefined> {
  switch (fault.kind) {
    case 'error':
      return failure(orderedError(fault));
    case 'delay':
      await waited(fault.delayMs ?? 1000, signal);
      return undefined;
    case 'hang':
      await waited(fault.delayMs ?? (fault.endsAt === null ? HANG_MS_MAX : fault.endsAt - sandbox.clock.now()), signal);
      return unheard(fault);
    case 'cut-before':
    case 'reset':
    case 'garbage':
      return unheard(fault);
    case 'cut-after':
      return undefined;
  }
}

async function run({ sandbox, method, params, chatId, signal }: Exchange): Promise<Outcome> {
  try {
    if (method === undefined) throw new BotError(404, 'Not Found: method not found');
    if (method.isBudgeted && chatId !== undefined) sandbox.budget.spend(chatId);
    const result = await method.run(params, sandbox, signal);
    return { ok: true, result, body: { ok: true, result } };
  } catch (error) {
    return failure(asBotError(error));
  }
}

function failure({ code, message, parameters }: BotError): Outcome {
  const retryAfter = parameters?.retry_after;
  return {
    ok: false,
    errorCode: code,
    description: message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    body: { ok: false, error_code: code, description: message, ...(parameters === undefined ? {} : { parameters }) },
  };
}

function orderedError({ errorCode = 500, description, retryAfter }: Fault): BotError {
  const seconds = retryAfter ?? (errorCode === 429 ? 1 : undefined);
  const text =
    description ??
    (errorCode === 429
      ? `Too Many Requests: retry after ${seconds}`
      : (descriptions[errorCode] ?? `Error ${errorCode}`));
  return new BotError(errorCode, text, seconds === undefined ? undefined : { retry_after: seconds });
}

const unheard = ({ kind }: Fault): Outcome => ({
  ok: false,
  description: `met by the ordered fault ${kind}`,
  body: null,
});

const isCut = ({ kind }: Fault) => kind === 'hang' || kind.startsWith('cut') || kind === 'reset';

function destroy(response: ServerResponse, { kind }: Fault): void {
  if (kind === 'reset') response.socket?.resetAndDestroy();
  else response.socket?.destroy();
}

function answerGarbage(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html' });
  response.end('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>');
}

/** Rethrows what is no answer: a bug of the sandbox must be seen, not sent as an API error. */
function asBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  throw error;
}

/** Resolves after the time, or as soon as the client has hung up. */
function waited(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.min(ms, HANG_MS_MAX));
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}
