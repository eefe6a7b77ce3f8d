import { heading } from '../../../domain/chat/reply.ts';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../../domain/units.ts';
import type { InterfaceReading, NetworkReading } from '../host-ports.ts';
import type { HostAnswer } from './host-answer.ts';
import { listing } from './listing.ts';
import { factMax, factRows, headline, type Mark, missing } from './wording.ts';

/** Rates, addresses and ways out of the machine. */
export const networkAnswer: HostAnswer = async (host, { signal }, { tableRowsMax }) => {
  const network = await host.network({ signal });
  const { mark, verdict } = judgeNetwork(network);
  const { blocks, file } = interfaceListing(network.interfaces, tableRowsMax);
  const addressed = network.interfaces.slice(0, tableRowsMax).filter(({ addresses }) => addresses.length > 0);
  return {
    blocks: [
      ...headline('Network', host.name(), mark, verdict),
      factRows(
        ...network.defaultRoutes.map(route => [`way out, IPv${route.family}`, routeWords(route)] as [string, string]),
        ['name servers', network.nameservers.join(', ')],
        ['search', network.searchDomains.join(', ')],
        ['measured', `over ${formatDuration(network.windowMs)}`],
      ),
      ...blocks,
      heading('Addresses'),
      factRows(...addressed.map(link => [link.name, addressWords(link)] as [string, string])),
      ...troubleBlocks(network.interfaces.slice(0, tableRowsMax)),
      ...missing(network.gaps),
    ],
    ...(file && { file }),
  };
};

/** The way out and what goes through it: `Up on eth0: ↓ 1.2 MiB/s, ↑ 30 KiB/s`. */
function judgeNetwork({ interfaces, defaultRoutes }: NetworkReading): { mark: Mark; verdict: string } {
  const ways = new Set(defaultRoutes.map(route => route.interface));
  const links = interfaces.filter(({ name }) => ways.has(name));
  if (links.length === 0) return { mark: 'attention', verdict: 'No default route: other networks are out of reach' };
  const up = links.filter(({ state }) => state !== 'down');
  if (up.length === 0) return { mark: 'trouble', verdict: `Down: ${links.map(({ name }) => name).join(', ')}` };
  return { mark: 'well', verdict: `Up on ${up.map(link => `${link.name}: ${rateWords(link)}`).join('; ')}` };
}

function rateWords({ rate }: InterfaceReading): string {
  if (rate === undefined) return 'rate not known';
  return `↓ ${formatRate(rate.receivedBytesPerSecond)}, ↑ ${formatRate(rate.sentBytesPerSecond)}`;
}

function routeWords({ gateway, interface: name }: NetworkReading['defaultRoutes'][number]): string {
  return gateway === undefined ? name : `${gateway} by ${name}`;
}

function addressWords({ addresses }: InterfaceReading): string {
  return addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(', ');
}

function interfaceListing(interfaces: InterfaceReading[], rowsMax: number) {
  const rows = interfaces.map(({ name, state, rate }) => {
    if (state === 'down') return [`${name} (down)`, '', ''];
    return [
      name,
      rate ? formatRate(rate.receivedBytesPerSecond) : '?',
      rate ? formatRate(rate.sentBytesPerSecond) : '?',
    ];
  });
  const complete = {
    name: 'interfaces.txt',
    columns: ['interface', 'state', '↓ rate', '↑ rate', '↓ total', '↑ total', 'errors', 'drops', 'MTU', 'addresses'],
    rows: interfaces.map(link => [
      link.name,
      link.state,
      formatRate(link.rate?.receivedBytesPerSecond),
      formatRate(link.rate?.sentBytesPerSecond),
      formatBytes(link.totals.receivedBytes),
      formatBytes(link.totals.sentBytes),
      `${link.totals.receiveErrors}+${link.totals.sendErrors}`,
      `${link.totals.receiveDrops}+${link.totals.sendDrops}`,
      String(link.mtuBytes ?? ''),
      addressWords(link),
    ]),
  };
  const isCut = interfaces.some(link => addressWords(link).length > factMax);
  return listing({ columns: ['interface', '↓', '↑'], rows, rowsMax, complete, isCut });
}

/** Errors and drops since each interface was made, where there were any. */
function troubleBlocks(interfaces: InterfaceReading[]) {
  const rows = interfaces.flatMap(({ name, totals }): [string, string][] => {
    const { receiveErrors, sendErrors, receiveDrops, sendDrops } = totals;
    if (receiveErrors + sendErrors + receiveDrops + sendDrops === 0) return [];
    const [inErrors, outErrors, inDrops, outDrops] = [receiveErrors, sendErrors, receiveDrops, sendDrops].map(
      formatCount,
    );
    return [[name, `errors ↓ ${inErrors} ↑ ${outErrors}, drops ↓ ${inDrops} ↑ ${outDrops}`]];
  });
  return rows.length === 0 ? [] : [heading('Lost since the start'), factRows(...rows)];
}
