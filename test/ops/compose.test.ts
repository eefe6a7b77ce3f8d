import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import { parse } from 'yaml';
import { loadConfig } from '../../ops/config.ts';

const root = join(import.meta.dirname, '../..');

interface Service {
  image: string;
  profiles?: string[];
  ports?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  command?: string[];
  restart?: string;
  read_only?: boolean;
  init?: boolean;
  cap_drop?: string[];
  stop_grace_period?: string;
  mem_limit?: string;
  logging?: { options: Record<string, string> };
}

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const lasting = services.filter(([, { restart }]) => restart !== 'no');
const named = (prefix: string) => services.filter(([name]) => name.startsWith(prefix));

test('compose holds one of each engine, three of each in a cluster, and the program for both', t => {
  t.deepEqual(
    services.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name),
    ['eventstore', 'nats', 'binnacle'],
  );
  t.deepEqual(
    services.filter(([, { profiles }]) => profiles?.[0] === 'cluster').map(([name]) => name),
    ['certificates', 'eventstore-1', 'eventstore-2', 'eventstore-3', 'nats-1', 'nats-2', 'nats-3', 'binnacle-cluster'],
  );
});

test('every image has an exact version', t => {
  for (const [name, { image }] of services) t.regex(image, /^[a-z/-]+:\d+\.\d+\.\d+(-[a-z-]+)?$/, name);
  t.regex(compose.services.eventstore!.image, /:23\.10\./);
  t.regex(compose.services.nats!.image, /:2\.11\./);
});

test('every service that lasts has a health check, a restart, a bound on memory and on its log', t => {
  t.is(lasting.length, 10);
  for (const [name, service] of lasting) {
    t.true((service.healthcheck?.test.length ?? 0) > 1, name);
    t.true((service.healthcheck?.retries ?? 0) > 0, name);
    t.is(service.restart, 'unless-stopped', name);
    t.regex(service.mem_limit ?? '', /^\d+[mg]$/, name);
    t.truthy(service.logging?.options['max-size'], name);
  }
});

test('nothing listens beyond this machine', t => {
  const ports = services.flatMap(([, service]) => service.ports ?? []);
  t.true(ports.length > 0);
  for (const port of ports) t.regex(port, /^127\.0\.0\.1:\d+:\d+$/);
});

test('the program starts once what it needs is healthy, may write nothing but its data, and is given time to drain', t => {
  for (const [name, service] of named('binnacle')) {
    t.true(service.read_only, name);
    t.true(service.init, name);
    t.deepEqual(service.cap_drop, ['ALL'], name);
    t.true(
      Object.values(service.depends_on ?? {}).every(({ condition }) => condition === 'service_healthy'),
      name,
    );
    t.is(Object.keys(service.depends_on ?? {}).length, name === 'binnacle' ? 2 : 6);
    const { config } = loadConfig({ env: {}, cwd: '/nonexistent' });
    t.true(Number.parseInt(service.stop_grace_period ?? '', 10) * 1000 > config.drainMs, name);
  }
});

test('what the program is told in its container is a configuration without a mistake', t => {
  // The cluster's password is noted by `certificates`, in a file that is not here.
  const { BINNACLE_EVENT_STORE__CREDENTIALS_FILE: file, ...cluster } =
    compose.services['binnacle-cluster']!.environment!;
  t.is(file, '/certs/eventstore-credentials');
  const told = [compose.services.binnacle!.environment!, cluster].map(environment =>
    loadConfig({ env: environment, cwd: '/opt/binnacle' }),
  );
  for (const { config } of told) {
    t.is(config.eventStore.engine, 'eventstoredb');
    t.is(config.bus.mode, 'external');
    t.is(config.dataDirectory, '/var/lib/binnacle');
  }
  const hosts = (text: string) => [...text.matchAll(/[a-z]+(?:-\d)?(?=:\d{4})/g)].map(([host]) => host);
  for (const { config } of told)
    for (const host of [...hosts(config.eventStore.url ?? ''), ...config.bus.servers.flatMap(hosts)])
      t.true(host in compose.services, host);
  t.is(told[1]?.config.bus.servers.length, 3);
  t.is(told[1]?.config.bus.replicas, 3);
});

test('the nodes of the event log know each other and have certificates; one alone is told that it is insecure', t => {
  t.is(compose.services.eventstore?.environment?.EVENTSTORE_INSECURE, 'true');
  const nodes = named('eventstore-');
  for (const [name, { environment = {}, depends_on }] of nodes) {
    const others = nodes.map(([other]) => other).filter(other => other !== name);
    t.is(environment.EVENTSTORE_CLUSTER_SIZE, '3');
    t.is(environment.EVENTSTORE_GOSSIP_SEED, others.map(other => `${other}:2113`).join(','));
    t.is(environment.EVENTSTORE_NODE_HOST_ADVERTISE_AS, name);
    t.is(environment.EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS, name);
    t.is(environment.EVENTSTORE_INSECURE, undefined);
    const node = name.replace('eventstore', 'node');
    t.is(environment.EVENTSTORE_CERTIFICATE_FILE, `/certs/${node}/node.crt`);
    t.is(environment.EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE, `/certs/${node}/node.key`);
    t.is(depends_on?.certificates?.condition, 'service_completed_successfully');
  }
});

test('the servers of the bus know each other and keep their streams', t => {
  for (const [name, { command = [], volumes = [] }] of named('nats')) {
    const words = command.flatMap(word => word.split('='));
    t.true(words.includes('--jetstream'), name);
    t.is(words[words.indexOf('--name') + 1], name);
    t.deepEqual(volumes, [`${name}:/data`]);
    if (name === 'nats') continue;
    t.is(words[words.indexOf('--routes') + 1], 'nats://nats-1:6222,nats://nats-2:6222,nats://nats-3:6222');
  }
});

test('every volume that is used is declared, and every one that is declared is used', t => {
  const used = services.flatMap(([, { volumes = [] }]) => volumes.map(volume => volume.split(':')[0]!));
  t.deepEqual([...new Set(used)].sort(), Object.keys(compose.volumes).sort());
});

test('the image runs the Node of the project, not as root, and leaves out what only tests need', t => {
  const dockerfile = readFileSync(join(root, 'ops/container/Dockerfile'), 'utf8');
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  t.regex(dockerfile, new RegExp(`^FROM node:${dependencies.node}-bookworm-slim$`, 'm'));
  t.regex(dockerfile, /^USER node$/m);
  t.regex(dockerfile, /^HEALTHCHECK /m);
  t.regex(dockerfile, /npm ci --omit=dev/);
  const [, program] = /^CMD \[.*"(ops\/[^"]+)"/m.exec(dockerfile) ?? [];
  t.true(existsSync(join(root, program ?? 'none')), program);
  for (const folder of ['domain', 'actors', 'projections', 'adapters', 'fonts', 'ops'])
    t.regex(dockerfile, new RegExp(`^COPY ${folder} ${folder}$`, 'm'));
});
