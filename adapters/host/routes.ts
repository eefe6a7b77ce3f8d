import type { NetworkReading } from '../../actors/answers/host-ports.ts';
import { parseKernelAddress, parseRouteAddress } from './kernel-addresses.ts';

type DefaultRoute = NetworkReading['defaultRoutes'][number];

/** Bits of a route's flags (linux/route.h). */
const isUp = 0x1;
const hasGateway = 0x2;
const isReject = 0x200;

/** Default routes in `/proc/net/route`, best metric first. */
export function parseIpv4Routes(text: string, littleEndian: boolean): DefaultRoute[] {
  const routes = text.split('\n').flatMap(line => {
    const [name, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
    if (destination !== '00000000' || mask !== '00000000') return [];
    return defaultRoute(4, name, parseKernelAddress(gateway ?? '', littleEndian), flags, Number(metric));
  });
  return byMetric(routes);
}

/** Default routes in `/proc/net/ipv6_route`, best metric first. */
export function parseIpv6Routes(text: string): DefaultRoute[] {
  const routes = text.split('\n').flatMap(line => {
    const [destination, length, , , gateway, metric, , , flags, name] = line.trim().split(/\s+/);
    if (length !== '00' || !/^0{32}$/.test(destination ?? '')) return [];
    return defaultRoute(6, name, parseRouteAddress(gateway ?? ''), flags, Number.parseInt(metric ?? '', 16));
  });
  return byMetric(routes);
}

function defaultRoute(
  family: 4 | 6,
  name: string | undefined,
  gateway: string | undefined,
  flags: string | undefined,
  metric: number,
): DefaultRoute[] {
  const bits = Number.parseInt(flags ?? '', 16);
  if (!name || !Number.isFinite(metric) || !(bits & isUp) || bits & isReject) return [];
  return [{ family, interface: name, metric, ...(bits & hasGateway && gateway !== undefined && { gateway }) }];
}

function byMetric(routes: DefaultRoute[]): DefaultRoute[] {
  return routes.sort((one, other) => one.metric - other.metric);
}
