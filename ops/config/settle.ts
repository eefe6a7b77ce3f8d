import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { engineeringForumId, opsRoomId, seedUsers } from '../../adapters/telegram/sandbox/seed.ts';
import type { Role } from '../../domain/message.ts';
import { machineUser } from '../machine-user.ts';
import type { StatedConfig } from './schema.ts';

/** What the machine adds to a configuration. */
export interface Surroundings {
  /** The working directory: relative paths start here. */
  cwd: string;
  /** Where systemd puts credentials. */
  credentialsDirectory?: string | undefined;
}

type Settled = ReturnType<typeof settle>;
/** The configuration of a running program: complete, paths absolute, no secret in it. */
export type Config = Settled['config'];

/** Fills in what depends on the machine or on other keys. `places` says where each such value comes from. */
export function settle(stated: StatedConfig, { cwd, credentialsDirectory }: Surroundings) {
  const absolute = (path: string) => resolve(cwd, path);
  const dataDirectory = absolute(stated.dataDirectory);
  const credential = credentialIn(credentialsDirectory);
  const tokenFile = stated.telegram.tokenFile === undefined ? credential : absolute(stated.telegram.tokenFile);
  const mode = stated.telegram.mode ?? (tokenFile === undefined ? 'sandbox' : 'telegram');
  const access = mode === 'sandbox' ? seedAccess(stated.access) : stated.access;
  const config = {
    ...stated,
    dataDirectory,
    instanceName: stated.instanceName ?? placeName(stated),
    timeZone: stated.timeZone ?? machineZone(),
    telegram: { ...stated.telegram, mode, tokenFile },
    access: {
      users: access.users,
      chats: access.chats,
      terminal: stated.access.terminal ?? [{ user: machineUser(), role: 'admin' as const, person: undefined }],
    },
    eventStore: {
      ...stated.eventStore,
      path: absolute(stated.eventStore.path ?? join(dataDirectory, 'events.sqlite')),
      credentialsFile: stated.eventStore.credentialsFile && absolute(stated.eventStore.credentialsFile),
    },
    bus: {
      ...stated.bus,
      credentialsFile: stated.bus.credentialsFile && absolute(stated.bus.credentialsFile),
      callerRole: stated.bus.callerRole ?? (stated.bus.mode === 'managed' ? ('admin' as const) : ('viewer' as const)),
    },
    projections: {
      ...stated.projections,
      path: absolute(stated.projections.path ?? join(dataDirectory, 'views.sqlite')),
    },
    jobs: {
      ...stated.jobs,
      join: stated.jobs.join && absolute(stated.jobs.join),
      approvalChats: stated.jobs.approvalChats ?? (mode === 'sandbox' ? [opsRoomId] : []),
    },
    http: { ...stated.http, tokenFile: absolute(stated.http.tokenFile ?? join(dataDirectory, 'http-token')) },
    agent: {
      ...stated.agent,
      name: stated.agent.name ?? stated.instanceName ?? machineName(),
      join: stated.agent.join && absolute(stated.agent.join),
    },
    // No task reads or writes what the program remembers.
    policy: { ...stated.policy, deniedPaths: [...stated.policy.deniedPaths, dataDirectory] },
    alerts: { ...stated.alerts, chats: stated.alerts.chats ?? (mode === 'sandbox' ? [opsRoomId] : []) },
    samples: {
      ...stated.samples,
      path: absolute(stated.samples.path ?? join(dataDirectory, 'samples.sqlite')),
    },
  };
  const places = new Map(
    Object.entries({
      instanceName: stated.instanceName === undefined && 'this machine',
      timeZone: stated.timeZone === undefined && 'this machine',
      'alerts.chats': stated.alerts.chats === undefined && mode === 'sandbox' && 'the sandbox',
      'agent.name':
        stated.agent.name === undefined && (stated.instanceName === undefined ? 'this machine' : 'instanceName'),
      'telegram.tokenFile': stated.telegram.tokenFile === undefined && credential !== undefined && 'systemd credential',
      'access.users': access.users !== stated.access.users && 'the sandbox',
      'jobs.approvalChats': mode === 'sandbox' && stated.jobs.approvalChats === undefined && 'the sandbox',
      'access.terminal': stated.access.terminal === undefined && 'this machine',
      'access.chats': access.chats !== stated.access.chats && 'the sandbox',
    }).filter((entry): entry is [string, string] => entry[1] !== false),
  );
  return { config, places };
}

function credentialIn(directory: string | undefined): string | undefined {
  const file = directory === undefined ? undefined : join(directory, 'telegram-token');
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** Workers alone are another place than the program on the same machine. */
function placeName({ roles }: StatedConfig): string {
  return roles.every(role => role === 'workers') ? `${machineName().slice(0, 50)}_worker` : machineName();
}

/** Letters, digits and `_`, as the names of streams allow. */
function machineName(): string {
  return (
    hostname()
      .replace(/[^A-Za-z0-9]+/g, '_')
      .slice(0, 60) || 'binnacle'
  );
}

function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** In the sandbox its own people and rooms are known, where nobody else is. */
function seedAccess({ users, chats }: StatedConfig['access']): StatedConfig['access'] {
  const people = seedUsers.filter(({ role }) => role !== 'stranger');
  const seeded = people.map(({ id, firstName, role }) => ({
    id,
    name: firstName,
    role: role as Exclude<Role, 'system'>,
  }));
  const rooms = [
    { id: opsRoomId, name: 'Ops room', role: 'admin' as const },
    { id: engineeringForumId, name: 'Engineering', role: 'admin' as const },
  ];
  return { users: users.length > 0 ? users : seeded, chats: chats.length > 0 ? chats : rooms };
}
