/** Asks the program. Throws what the envelope says, with its hint. */
export async function ask(path, params = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== undefined && value !== ''));
  const response = await fetch(`/api/v1/${path}${query.size > 0 ? `?${query}` : ''}`);
  const said = await response.json().catch(() => ({ message: `The program answered ${response.status}.`, hint: '' }));
  if (response.ok) return said;
  // A person who slides fast asks too often for a moment: that is no failure.
  if (response.status === 429) {
    await new Promise(resolve => setTimeout(resolve, Math.min(2000, said.retryAfterMs ?? 500)));
    return ask(path, params);
  }
  throw Object.assign(new Error(said.message), { hint: said.hint, status: response.status });
}

export const pathOf = (...parts) => parts.map(encodeURIComponent).join('/');

let asked;

/** By the ids that events name: what people are called. */
export function people() {
  asked ??= ask('people').then(({ people: known }) => new Map(known.map(({ id, name }) => [id, name])));
  asked.catch(() => {
    asked = undefined;
  });
  return asked;
}

let stream;
let latest;
const readers = new Set();

/** The state as it is now, and each time it changes; gives how to stop. */
export function watch(reader) {
  readers.add(reader);
  if (latest !== undefined) reader(latest);
  return () => readers.delete(reader);
}

/** Connects once; `told` hears `live`, `lost` and what is wrong. */
export function connect(told) {
  stream?.close();
  stream = new EventSource('/api/v1/live');
  stream.onmessage = ({ data }) => {
    latest = JSON.parse(data);
    told('live', latest);
    for (const reader of readers) reader(latest);
  };
  stream.addEventListener('trouble', ({ data }) => told('trouble', JSON.parse(data)));
  stream.onerror = () => told('lost');
}
