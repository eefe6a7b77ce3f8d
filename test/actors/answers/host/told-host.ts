import type { HostAnswerOptions, HostCommand } from '../../../../actors/answers/host/host-answer.ts';
import { hostAnswers } from '../../../../actors/answers/host/host-answers.ts';
import type {
  CpuReading,
  DisksReading,
  Host,
  MemoryReading,
  NetworkReading,
  PortsReading,
  ServicesReading,
  SystemReading,
  TemperaturesReading,
} from '../../../../actors/answers/host-ports.ts';
import { type Block, type Reply, reply, type Span } from '../../../../domain/chat/reply.ts';
import { Refusal } from '../../../../domain/refusal.ts';

export interface Readings {
  system: SystemReading;
  cpu: CpuReading;
  memory: MemoryReading;
  disks: DisksReading;
  temperatures: TemperaturesReading;
  network: NetworkReading;
  services: ServicesReading;
  ports: PortsReading;
}

const gib = 1024 ** 3;

/** A calm machine with two cores and nothing wrong. */
export const calmMachine: Readings = {
  system: {
    hostname: 'mast.example.org',
    os: 'Debian GNU/Linux 12',
    kernel: '6.1.0',
    architecture: 'x64',
    virtualisation: 'KVM',
    uptimeSeconds: 273_600,
    bootedAt: '2026-07-01T22:30:00.000Z',
    load: { oneMinute: 0.4, fiveMinutes: 0.31, fifteenMinutes: 0.2 },
    sessions: [],
    gaps: [],
  },
  cpu: {
    cores: 2,
    windowMs: 600,
    shares: { busyPercent: 12.4, userPercent: 9, systemPercent: 3.4, iowaitPercent: 0.2, stealPercent: 0 },
    load: { oneMinute: 0.4, fiveMinutes: 0.31, fifteenMinutes: 0.2 },
    perCore: [
      { core: 0, busyPercent: 20 },
      { core: 1, busyPercent: 4.8 },
    ],
    processes: [{ pid: 100, name: 'node', cpuPercent: 18 }],
    processesTotal: 90,
    gaps: [],
  },
  memory: {
    totalBytes: 4 * gib,
    availableBytes: 3 * gib,
    usedBytes: gib,
    swapTotalBytes: 0,
    swapUsedBytes: 0,
    processes: [],
    processesTotal: 90,
    gaps: [],
  },
  disks: {
    mounts: [
      {
        mountPoint: '/',
        fileSystem: 'ext4',
        source: '/dev/vda',
        readOnly: false,
        totalBytes: 100 * gib,
        usedBytes: 22 * gib,
        availableBytes: 78 * gib,
        usedPercent: 22,
      },
    ],
    gaps: [],
  },
  temperatures: {
    sensors: [{ chip: 'coretemp', label: 'Core 0', celsius: 54, highCelsius: 80, criticalCelsius: 100 }],
    gaps: [],
  },
  network: {
    windowMs: 600,
    interfaces: [
      {
        name: 'eth0',
        state: 'up',
        loopback: false,
        addresses: [
          { address: '203.0.113.7', family: 4, prefixLength: 24, scope: 'public' },
          { address: '2001:db8:1::7', family: 6, prefixLength: 64, scope: 'public' },
          { address: 'fd00::2', family: 6, prefixLength: 64, scope: 'private' },
        ],
        rate: { receivedBytesPerSecond: 1_258_291, sentBytesPerSecond: 30_720 },
        totals: { receivedBytes: 1, sentBytes: 1, receiveErrors: 0, receiveDrops: 0, sendErrors: 0, sendDrops: 0 },
      },
    ],
    defaultRoutes: [{ family: 4, gateway: '203.0.113.1', interface: 'eth0', metric: 0 }],
    nameservers: ['10.0.0.53'],
    searchDomains: [],
    gaps: [],
  },
  services: {
    manager: 'systemd',
    units: [
      {
        name: 'ssh.service',
        description: 'OpenBSD Secure Shell server',
        load: 'loaded',
        active: 'active',
        sub: 'running',
      },
    ],
    gaps: [],
  },
  ports: {
    listeners: [
      {
        protocol: 'tcp',
        family: 4,
        address: '0.0.0.0',
        scope: 'unspecified',
        port: 22,
        userId: 0,
        userName: 'root',
        process: { pid: 812, name: 'sshd' },
      },
      {
        protocol: 'tcp',
        family: 6,
        address: '::',
        scope: 'unspecified',
        port: 22,
        userId: 0,
        userName: 'root',
        process: { pid: 812, name: 'sshd' },
      },
      { protocol: 'tcp', family: 4, address: '127.0.0.1', scope: 'loopback', port: 5432, userId: 99 },
    ],
    gaps: [],
  },
};

/** A host that tells these readings; one that is a `Refusal` is refused. */
export function toldHost(readings: { [Name in keyof Readings]?: Readings[Name] | Error }): Host {
  const all = { ...calmMachine, ...readings };
  const tell =
    <Name extends keyof Readings>(name: Name) =>
    async (): Promise<Readings[Name]> => {
      const reading = all[name];
      if (reading instanceof Error) throw reading;
      return reading as Readings[Name];
    };
  return {
    name: () => 'mast.example.org',
    system: tell('system'),
    cpu: tell('cpu'),
    memory: tell('memory'),
    disks: tell('disks'),
    temperatures: tell('temperatures'),
    network: tell('network'),
    services: tell('services'),
    ports: tell('ports'),
  };
}

export const refused = new Refusal(
  'deadline_exceeded',
  'Reading the disks of this machine did not end within 5000 ms.',
);

/** The answer to a command, checked against the shape of a reply. */
export async function ask(
  host: Host,
  name: HostCommand,
  asked: { args?: Record<string, unknown>; options?: Partial<HostAnswerOptions> } = {},
): Promise<Reply> {
  const given = await hostAnswers(host, asked.options)[name]({
    name,
    args: asked.args ?? {},
    by: { id: 'tg:1', role: 'viewer' },
    chatId: 1,
    timeZone: 'Asia/Tokyo',
    at: '2026-07-05T02:30:00.000Z',
    correlationId: 'tg-1',
    signal: new AbortController().signal,
  });
  return reply.parse(given);
}

/** Everything that a reply says, a line for each row. */
export function textOf({ blocks }: Reply): string {
  return blocks.flatMap(linesOf).join('\n');
}

function linesOf(block: Block): string[] {
  switch (block.type) {
    case 'heading':
    case 'code':
      return [block.text];
    case 'paragraph':
      return [plain(block.spans)];
    case 'facts':
      return block.rows.map(row => row.join(': '));
    case 'table':
      return [block.columns, ...block.rows].map(row => row.join(' | '));
    case 'list':
      return block.items.map(plain);
  }
}

const plain = (spans: Span[]) => spans.map(span => (typeof span === 'string' ? span : span.text)).join('');
