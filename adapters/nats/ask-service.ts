import { connect, ErrorCode, headers, type MsgHdrs, type NatsConnection, NatsError } from 'nats';
import { Refusal } from '../../domain/refusal.ts';
import { connectionOptions } from './link.ts';
import type { SampleDoor } from './sample-door.ts';
import { settingsOf } from './settings.ts';

/** What a terminal does on NATS: ask, say, listen; each on a connection of its own that ends with it. */

export interface Said {
  subject: string;
  body: string;
  /** `name:value` each. */
  headers?: string[];
}

/** One request and its reply, as text. @throws {Refusal} `upstream_unavailable`, `deadline_exceeded`, `forbidden`. */
export function ask(door: SampleDoor, { subject, body, headers: said }: Said, timeoutMs: number): Promise<string> {
  return connected(door, async connection => {
    const reply = connection.request(subject, body, { timeout: timeoutMs, ...headersOf(said) });
    return (await Promise.race([reply, denied(connection)])).string();
  });
}

/** Resolves once the server has read it. @throws {Refusal} as `ask`. */
export function publish(door: SampleDoor, { subject, body, headers: said }: Said, count: number): Promise<void> {
  return connected(door, async connection => {
    for (let index = 0; index < count; index++) connection.publish(subject, body, headersOf(said));
    // What the server denies, it says before it answers to this.
    await Promise.race([connection.flush().then(() => connection.flush()), denied(connection)]);
  });
}

/** Hands on each message, until so many came or the signal fires. @throws {Refusal} as `ask`. */
export function listen(
  door: SampleDoor,
  subject: string,
  {
    count,
    signal,
    tell,
  }: { count?: number | undefined; signal: AbortSignal; tell(subject: string, body: string): void },
): Promise<void> {
  return connected(door, async connection => {
    const subscription = connection.subscribe(subject, count === undefined ? {} : { max: count });
    signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
    const reading = (async () => {
      for await (const message of subscription) tell(message.subject, message.string());
    })();
    await Promise.race([reading, denied(connection)]);
  });
}

async function connected<Result>(
  door: SampleDoor,
  work: (connection: NatsConnection) => Promise<Result>,
): Promise<Result> {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  let connection: NatsConnection | undefined;
  try {
    const credentials = door.credentials();
    const where = { servers: door.servers(), ...(credentials === undefined ? {} : { credentials }) };
    connection = await connect(connectionOptions(settingsOf({ ...where, name: 'binnacle terminal', log: quiet })));
  } catch (cause) {
    throw new Refusal('upstream_unavailable', `NATS cannot be reached: ${String((cause as Error).message)}.`, {
      hint: 'Is the program running, and is this its configuration? Start it with `npm start`.',
    });
  }
  try {
    return await work(connection);
  } catch (error) {
    throw error instanceof NatsError ? refusalOf(error) : error;
  } finally {
    await connection.close();
  }
}

function refusalOf({ code, message }: NatsError): Refusal {
  if (code === ErrorCode.Timeout) return new Refusal('deadline_exceeded', 'No reply came in time.');
  if (code === ErrorCode.NoResponders)
    return new Refusal('upstream_unavailable', 'Nobody answers on this subject.', {
      hint: 'Look at its spelling; `binnacle nats req $SRV.INFO.binnacle` names them all.',
    });
  if (code === ErrorCode.PermissionsViolation)
    return new Refusal('forbidden', message, { hint: 'An operator asks binnacle.v1.q.> and binnacle.v1.fault.>.' });
  return new Refusal('upstream_unavailable', message);
}

/** Rejects when the server says that something is not allowed. */
async function denied(connection: NatsConnection): Promise<never> {
  for await (const status of connection.status()) {
    const code = String(status.data);
    if (status.permissionContext !== undefined || code === ErrorCode.PermissionsViolation)
      throw new NatsError(
        `${status.permissionContext?.operation ?? 'it'} is not allowed`,
        ErrorCode.PermissionsViolation,
      );
  }
  return new Promise<never>(() => {});
}

function headersOf(said: string[] = []): { headers?: MsgHdrs } {
  if (said.length === 0) return {};
  const about = headers();
  for (const one of said) about.append(one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim());
  return { headers: about };
}
