import type { IncomingMessage, ServerResponse } from 'node:http';
import { BotError } from '../bot-api/bot-error.ts';
import { answerJson } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import { parseObject } from '../http/json.ts';
import type { Sandbox } from '../sandbox.ts';
import { answerFile } from './answer-file.ts';
import { ControlError } from './control-error.ts';
import { Fields } from './fields.ts';
import { clearFaults, listFaults, orderFault, setLimits } from './order.ts';
import { block, invite, kick, migrate, putChat, putUser, unblock } from './people.ts';
import { press } from './press.ts';
import { speak, speakDocument, speakPhoto } from './speak.ts';
import { duplicate, pending, quietWeek, rawUpdate, rewind } from './updates.ts';
import { offeredCommands, transcript, view } from './view.ts';

/** A control: takes the request's fields, does it, returns the answer's JSON. */
type Control = (fields: Fields, sandbox: Sandbox) => object;

const controls: Readonly<Record<string, Control>> = {
  'GET state': view,
  'GET commands': offeredCommands,
  'GET transcript': transcript,
  'GET pending': pending,
  'GET faults': listFaults,
  'POST faults': orderFault,
  'DELETE faults': clearFaults,
  'POST limits': setLimits,
  'POST send': speak,
  'POST photo': speakPhoto,
  'POST document': speakDocument,
  'POST press': press,
  'POST users': putUser,
  'POST chats': putChat,
  'POST block': block,
  'POST unblock': unblock,
  'POST kick': kick,
  'POST invite': invite,
  'POST migrate': migrate,
  'POST raw-update': rawUpdate,
  'POST duplicate': duplicate,
  'POST rewind': rewind,
  'POST quiet-week': quietWeek,
};

/** Answers `/sandbox/api/<path>`; what cannot be met is answered `{error, hint}`. */
export async function answerControl(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: { path: string; query: string },
): Promise<void> {
  try {
    requireOwnPage(request);
    const search = Object.fromEntries(new URLSearchParams(query));
    if (request.method === 'GET' && path === 'events') {
      const since = Number(request.headers['last-event-id'] ?? search.since ?? 0);
      return sandbox.notices.listen(response, Number.isNaN(since) ? 0 : since, sandbox.state.sequence);
    }
    if (request.method === 'GET' && path.startsWith('file/')) return answerFile(sandbox, response, path.slice(5));
    const control = controls[`${request.method} ${path}`];
    if (control === undefined) throw unknownControl(request.method, path);
    const result = control(new Fields({ ...search, ...(await bodyOf(request)) }), sandbox);
    sandbox.flush();
    answerJson(response, 200, result);
  } catch (error) {
    answerRefusal(response, error);
  }
}

/** The control side has no password: no other site that the browser has open may use it. */
function requireOwnPage({ headers }: IncomingMessage): void {
  const { origin, host = '' } = headers;
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new ControlError(403, `Requests from ${origin} are not taken.`, 'Use the page of the sandbox itself.');
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (request.method === 'GET') return {};
  const body = await readBody(request);
  if (body.length === 0) return {};
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new ControlError(415, 'The body must be JSON.', 'Send the header `content-type: application/json`.');
  }
  try {
    return parseObject(body);
  } catch (error) {
    throw new ControlError(400, `The body is no use: ${(error as Error).message}.`, 'Send one JSON object.');
  }
}

function answerRefusal(response: ServerResponse, error: unknown): void {
  if (error instanceof ControlError) {
    answerJson(response, error.status, { error: error.message, hint: error.hint });
  } else if (error instanceof BotError) {
    answerJson(response, error.code, { error: error.message, hint: 'Telegram would refuse this too.' });
  } else {
    throw error;
  }
}

const unknownControl = (method: string | undefined, path: string) =>
  new ControlError(404, `There is no control ${method} ${path}.`, `Known: ${Object.keys(controls).join(', ')}.`);
