import { join } from 'node:path';
import { serverUrlIn } from './server-record.ts';
import { agentUserIn, operatorUserIn, programUserIn } from './server-users.ts';
import type { NatsCredentials } from './settings.ts';

/** Where samples go to, asked anew at each connect: a server that was started again may listen elsewhere. */
export interface SampleDoor {
  servers(): string | string[];
  credentials(): NatsCredentials | undefined;
}

/** A NATS of which is known where it is. */
export function fixedDoor(servers: string | string[], credentials?: NatsCredentials): SampleDoor {
  return { servers: () => servers, credentials: () => credentials };
}

const userIn = { agent: agentUserIn, program: programUserIn, operator: operatorUserIn };

/**
 * The nats-server that a program of this machine owns, found by its directory.
 * @throws from both, when the program is not there: then it is looked for again later.
 */
export function neighbourDoor(directory: string, as: keyof typeof userIn = 'agent'): SampleDoor {
  const users = join(directory, 'nats-users.json');
  return {
    servers: () => serverUrlIn(join(directory, 'nats-server.json')),
    credentials: () => userIn[as](users),
  };
}
