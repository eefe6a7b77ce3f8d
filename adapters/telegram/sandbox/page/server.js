import { toast } from './overlays.js';

/** An order of the sandbox that it would not take; already told to the person. */
class Refused extends Error {}

/** Asks the control side. @throws {Refused} after telling why. */
export async function look(path) {
  return await answered(fetch(`/sandbox/api/${path}`));
}

/** Orders something of the control side. @throws {Refused} after telling why. */
export async function order(path, fields) {
  const headers = { 'content-type': 'application/json' };
  return await answered(fetch(`/sandbox/api/${path}`, { method: 'POST', headers, body: JSON.stringify(fields) }));
}

/** Listens to what happens after `since`; the browser connects again by itself. */
export function listen(since, { onNotice, onConnection }) {
  const source = new EventSource(`/sandbox/api/events?since=${since}`);
  source.addEventListener('message', event => onNotice(JSON.parse(event.data)));
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
  return source;
}

export const fileAddress = fileId => `/sandbox/api/file/${fileId}`;

async function answered(request) {
  const response = await request.catch(() => undefined);
  if (response === undefined) {
    toast('The sandbox cannot be reached.', { isBad: true, hint: 'Is it still running?' });
    throw new Refused();
  }
  const value = await response.json();
  if (response.ok) return value;
  toast(value.error, { isBad: true, hint: value.hint });
  throw new Refused(value.error);
}
