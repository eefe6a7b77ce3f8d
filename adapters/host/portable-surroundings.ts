import { getServers } from 'node:dns';
import type {
  InterfaceReading,
  Listener,
  NetworkReading,
  PortsReading,
  TemperaturesReading,
} from '../../actors/answers/host-ports.ts';
import { scopeOf } from '../../domain/addresses.ts';
import { Refusal } from '../../domain/refusal.ts';
import { addressesOf } from './network.ts';
import type { PortableProbe } from './portable-machine.ts';
import { rateBetween } from './traffic.ts';

/** @throws {Refusal} `not_on_this_host` when the library finds no sensor. */
export async function portableTemperatures({ information }: PortableProbe): Promise<TemperaturesReading> {
  const { main, cores } = await information.cpuTemperature();
  const sensors = [
    ...(Number.isFinite(main) ? [{ chip: 'cpu', label: 'main', celsius: main! }] : []),
    ...cores.map((celsius, core) => ({ chip: 'cpu', label: `core ${core}`, celsius })),
  ];
  if (sensors.length > 0) return { sensors, gaps: [] };
  throw new Refusal(
    'not_on_this_host',
    'No temperature sensor on this machine: the system shows none to this program.',
  );
}

/** Interfaces and rates over the window; the default route only as far as the library tells it. */
export async function portableNetwork({ information, calls, limits, signal }: PortableProbe): Promise<NetworkReading> {
  const before = new Map((await information.networkStats('*')).map(link => [link.iface, totalsOf(link)]));
  const startedMs = calls.monotonicMs();
  await calls.pause(limits.windowMs, signal);
  const after = await information.networkStats('*');
  const windowMs = Math.round(calls.monotonicMs() - startedMs);
  const [first, gateway] = await Promise.all([
    information.networkInterfaceDefault(),
    information.networkGatewayDefault(),
  ]);
  const addresses = calls.interfaces();
  const interfaces = after.slice(0, limits.interfacesMax).map((link): InterfaceReading => {
    const totals = totalsOf(link);
    const rate = rateBetween(before.get(link.iface), totals, windowMs);
    const own = addresses[link.iface] ?? [];
    const state = link.operstate === 'down' ? 'down' : own.length > 0 ? 'up' : 'unknown';
    return {
      name: link.iface,
      state,
      loopback: own.some(({ internal }) => internal),
      addresses: addressesOf(own),
      totals,
      ...(rate && { rate }),
    };
  });
  const family = gateway.includes(':') ? 6 : 4;
  return {
    windowMs,
    interfaces,
    defaultRoutes: first ? [{ family, interface: first, metric: 0, ...(gateway && { gateway }) }] : [],
    nameservers: getServers(),
    searchDomains: [],
    gaps: [],
  };
}

function totalsOf(link: Awaited<ReturnType<PortableProbe['information']['networkStats']>>[number]) {
  return {
    receivedBytes: link.rx_bytes,
    sentBytes: link.tx_bytes,
    receiveErrors: link.rx_errors,
    receiveDrops: link.rx_dropped,
    sendErrors: link.tx_errors,
    sendDrops: link.tx_dropped,
  };
}

/** TCP sockets that listen; the library does not tell UDP sockets that wait from others. */
export async function portablePorts({ information }: PortableProbe): Promise<PortsReading> {
  const listening = (await information.networkConnections()).filter(({ state }) => state === 'LISTEN');
  const listeners = listening.flatMap(({ protocol, localAddress, localPort, pid, process }): Listener[] => {
    const family = protocol.endsWith('6') || localAddress.includes(':') ? 6 : 4;
    const address = localAddress === '*' || localAddress === '' ? (family === 6 ? '::' : '0.0.0.0') : localAddress;
    const scope = scopeOf(address);
    const port = Number(localPort);
    if (scope === undefined || !Number.isInteger(port)) return [];
    return [{ protocol: 'tcp', family, address, scope, port, ...(pid > 0 && { process: { pid, name: process } }) }];
  });
  listeners.sort(
    (one, other) => Number(one.scope === 'loopback') - Number(other.scope === 'loopback') || one.port - other.port,
  );
  return { listeners, gaps: ['UDP is not listed: this system does not tell which of its sockets wait.'] };
}
