import { z } from 'zod';
import { alerts } from './alerts.ts';
import { audit } from './audit.ts';
import { charts } from './charts.ts';
import { bulkheads, degradation, dependencies, retries } from './dependencies.ts';
import { dns } from './dns.ts';
import { bus, eventStore, projections } from './engines.ts';
import { faults } from './faults.ts';
import { milliseconds, oneOf, path, section, text } from './fields.ts';
import { http } from './http.ts';
import { jobs } from './jobs.ts';
import { agent, roles, samples } from './machines.ts';
import { personal } from './personal.ts';
import { schedules, scheduling } from './schedules.ts';
import { slo } from './slo.ts';
import { policy, probes, tasks } from './tasks.ts';
import { telegram } from './telegram.ts';
import { actors, commands, sweeper } from './work.ts';

/** The whole configuration: what may be said, the bounds of it, and what counts when nothing is said. */

const heldRole = z.enum(['viewer', 'operator', 'approver', 'admin']);
const name = z.string().min(1).max(80);

const access = section(
  {
    users: z
      .array(
        section(
          {
            id: z.int().min(1).describe('Telegram id of the person'),
            name: name.describe('what to call them'),
            role: heldRole.describe('what they may do'),
          },
          'One person.',
        ),
      )
      .max(1000)
      .meta({ description: 'who may speak to the bot', fallback: 'nobody; in the sandbox Ada, Olu, Vera and Piet' })
      .default([]),
    chats: z
      .array(
        section(
          {
            id: z.int().describe('Telegram id of the group'),
            name: name.optional().describe('what to call it'),
            role: heldRole.describe('the most that anybody may do there'),
          },
          'One group.',
        ),
      )
      .max(1000)
      .meta({ description: 'the groups the bot answers in', fallback: 'none; in the sandbox its two groups' })
      .default([]),
    terminal: z
      .array(
        section(
          {
            user: text(/^[A-Za-z0-9._-]{1,60}$/, 'a user of this machine', 'login name at this machine'),
            role: heldRole.describe('what they may do with the command line'),
            person: z.int().min(1).optional().meta({
              description: 'Telegram id of the same person, who is one pair of eyes',
              fallback: 'somebody else',
            }),
          },
          'One user of this machine.',
        ),
      )
      .max(100)
      .meta({ description: 'who may act with the command line', fallback: 'the user the program runs as, as an admin' })
      .optional(),
  },
  'Who may do what. A person has the lesser of their own role and that of the chat; strangers get silence.',
).prefault({});

const log = section(
  {
    level: oneOf(['debug', 'info', 'warn', 'error'], 'info', 'the least that is written'),
    pretty: oneOf(['auto', 'always', 'never'], 'auto', 'lines for people; auto: on a terminal only, JSON elsewhere'),
  },
  "The operator's log, on standard output.",
).prefault({});

export const configSchema = section(
  {
    dataDirectory: path('where everything is kept').default('./data'),
    instanceName: text(/^[A-Za-z0-9_]{1,60}$/, '1 to 60 of A-Z a-z 0-9 _', 'what this process is called in the log')
      .optional()
      .meta({ fallback: "this machine's name" }),
    environment: oneOf(
      ['production', 'development'],
      'production',
      'production: what protects the service cannot be switched off',
    ),
    timeZone: text(/^[A-Za-z0-9_+/-]+$/, 'an IANA name such as Europe/Berlin', 'zone of the times people are shown')
      .refine(isTimeZone)
      .optional()
      .meta({ fallback: "this machine's" }),
    telegram,
    access,
    eventStore,
    bus,
    actors,
    commands,
    charts,
    jobs,
    tasks,
    policy,
    probes,
    schedules,
    scheduling,
    sweeper,
    projections,
    slo,
    http,
    roles,
    agent,
    samples,
    alerts,
    dependencies,
    bulkheads,
    retries,
    degradation,
    dns,
    faults,
    audit,
    personal,
    log,
    drainMs: milliseconds(30_000, [0, 120_000], 'how long a stop waits for what is under way'),
  },
  'The whole configuration.',
);

/** What was said, with defaults, before what depends on the machine is filled in. */
export type StatedConfig = z.output<typeof configSchema>;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false; // The constructor's way of saying that there is no such zone.
  }
}
