import { type JobClass, jobClass } from '../../domain/job/work.ts';
import { roleNames } from './machines.ts';
import { type Mistake, type Places, placeOf, type Rule, shown } from './mistakes.ts';
import type { StatedConfig } from './schema.ts';
import { workRules } from './work-agreement.ts';

/** Keys that are right each by itself and cannot be right together. */
export function agreementMistakes(config: StatedConfig, places: Places): Mistake[] {
  const { telegram, eventStore, bus, commands, access, roles, agent } = config;
  const isAgentAlone = roles.every(role => role === 'agent');
  const isWorkersAlone = roles.every(role => role === 'workers');
  const core = roleNames.filter(role => role !== 'agent' && role !== 'workers');
  const rules: Rule[] = [
    [
      telegram.clientTimeoutSeconds > telegram.longPollSeconds,
      'telegram.clientTimeoutSeconds',
      telegram.clientTimeoutSeconds,
      `more than telegram.longPollSeconds (${telegram.longPollSeconds} s)`,
      `Set it to ${telegram.longPollSeconds + 5}: Telegram holds a call for as long as the long poll.`,
    ],
    ordered('telegram.pollBackoff', telegram.pollBackoff),
    ordered('telegram.delivery.retry', telegram.delivery.retry),
    [
      commands.warnMs < commands.deadlineMs,
      'commands.warnMs',
      commands.warnMs,
      `less than commands.deadlineMs (${commands.deadlineMs} ms)`,
      `Set it to ${Math.round(commands.deadlineMs / 2)}.`,
    ],
    [
      eventStore.engine === 'embedded' || eventStore.url !== undefined,
      'eventStore.url',
      eventStore.url,
      'esdb://host:2113?tls=…',
      'Add it, or set eventStore.engine to embedded.',
    ],
    [
      bus.mode === 'managed' || bus.servers.length > 0,
      'bus.servers',
      bus.servers,
      'at least one nats://host:4222',
      'Add it, or set bus.mode to managed.',
    ],
    ...jobClass.options.map(name => retryRule(name, config.jobs[name])),
    [
      isAgentAlone || isWorkersAlone || core.every(role => roles.includes(role)),
      'roles',
      roles,
      'all of them, all but agent or workers, workers alone, or agent alone',
      'Say [agent] for a machine that only sends samples, [workers] for one that only works; leave it out for a whole program.',
    ],
    [
      !isAgentAlone || bus.mode === 'external' || agent.join !== undefined,
      'agent.join',
      agent.join,
      'the data directory of a program on this machine, or bus.mode external with bus.servers',
      'An agent alone starts no nats-server: say where to send samples.',
    ],
    [
      !isWorkersAlone || bus.mode === 'external' || config.jobs.join !== undefined,
      'jobs.join',
      config.jobs.join,
      'the data directory of a program on this machine, or bus.mode external with bus.servers',
      'Workers alone start no nats-server: say whom they work for.',
    ],
    ...protection(config),
    ...repeated('access.users', access.users),
    ...repeated('access.chats', access.chats),
    ...workRules(config, jobClass => ({ ...config.jobs, ...config.jobs[jobClass] })),
  ];
  return rules
    .filter(([holds]) => !holds)
    .map(([, path, found, allowed, hint]) => ({
      path,
      where: placeOf(places, path.split('.')),
      found: shown(found),
      allowed,
      hint,
    }));
}

/** What doubles from a first wait must not begin above its last. */
function retryRule(name: JobClass, { retryBaseMs, retryMaxMs }: StatedConfig['jobs'][JobClass]): Rule {
  const path = `jobs.${name}.retryBaseMs`;
  return [
    retryBaseMs <= retryMaxMs,
    path,
    retryBaseMs,
    `at most jobs.${name}.retryMaxMs (${retryMaxMs} ms)`,
    'Swap them.',
  ];
}

function ordered(path: string, { minMs, maxMs }: { minMs: number; maxMs: number }): Rule {
  return [minMs <= maxMs, `${path}.minMs`, minMs, `at most ${path}.maxMs (${maxMs} ms)`, 'Swap the two.'];
}

/** In production nothing that protects the service can be switched off. */
function protection({ environment, dependencies }: StatedConfig): Rule[] {
  return Object.entries(dependencies).map(([name, { breaker }]) => [
    environment !== 'production' || breaker === 'on',
    `dependencies.${name}.breaker`,
    breaker,
    'on, in environment production',
    'Leave it out, or raise its thresholds; /breaker holds it closed for a while.',
  ]);
}

function repeated(path: string, entries: readonly { id: number }[]): Rule[] {
  const ids = entries.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...new Set(twice)].map(id => [false, path, `id ${id} twice`, 'each id once', 'Keep one of the entries.']);
}
