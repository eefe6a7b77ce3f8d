import { type Block, bold, heading, paragraph, type Reply, table } from '../../../domain/chat/reply.ts';
import { formatDuration, formatQuantity } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import type { SampledHost, Samples } from '../sample-ports.ts';

export interface HostsOptions {
  /** How this machine is called. */
  thisHost: string;
  /** A machine is silent when its last sample is older. */
  silentAfterMs: number;
}

/** The machines that send samples, silent ones first, each with the age of its last sample and what took it. */
export function hostsAnswer(samples: Pick<Samples, 'hosts'>, options: HostsOptions): Answer {
  return async ({ at }): Promise<Reply> => {
    const nowMs = Date.parse(at);
    const hosts = (await samples.hosts()).map(host => ({
      ...host,
      ageMs: Math.max(0, nowMs - Date.parse(host.lastAt)),
    }));
    const isSilent = ({ ageMs }: Aged) => ageMs > options.silentAfterMs;
    const silent = hosts.filter(isSilent);
    const ordered = [...silent, ...hosts.filter(host => !isSilent(host))];
    return {
      blocks: [
        heading('Machines'),
        paragraph(bold(verdictOn(hosts.length, silent))),
        ...(hosts.length === 0 ? [] : [tableOf(ordered, isSilent, options.thisHost)]),
      ],
      buttons: [[{ label: '↻ Refresh', data: 'v1:run:hosts' }]],
    };
  };
}

type Aged = SampledHost & { ageMs: number };

function verdictOn(count: number, silent: Aged[]): string {
  if (count === 0) return '○ No machine has sent samples yet';
  if (silent.length === 0) return `● ${formatQuantity(count, 'machine')}, all heard of`;
  const names = silent.map(({ host }) => host).slice(0, 8);
  return `○ ${silent.length} of ${formatQuantity(count, 'machine')} silent: ${names.join(', ')}`;
}

function tableOf(hosts: Aged[], isSilent: (host: Aged) => boolean, thisHost: string): Block {
  const rows = hosts.map(host => [
    `${isSilent(host) ? '○' : '●'} ${host.host}${host.host === thisHost ? ' (this)' : ''}`.slice(0, 60),
    formatDuration(host.ageMs),
    `${host.build}${host.mode === 'simulated' ? ', simulated' : ''}`.slice(0, 60),
  ]);
  return table(['machine', 'last', 'version'], rows);
}
