import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type ServiceDefinition, status } from '@grpc/grpc-js';
import type { EventStore } from '../../../actors/ports.ts';
import type { EventLog } from '../../../projections/ports.ts';
import { appendHandler } from './append.ts';
import { type Door, type Heard, hear } from './calls.ts';
import { featuresHandler, gossipHandler, type Member } from './cluster.ts';
import { type FaultList, faultList, type SubscriptionFault } from './faults.ts';
import { failure } from './messages.ts';
import { openCalls } from './open-calls.ts';
import { readHandler } from './read.ts';
import { subscriptionServer } from './subscribe.ts';
import { type Foreign, wireLog } from './wire-log.ts';
import { writing } from './writing.ts';

/** A double of EventStoreDB on the wire, and what a test can do to it. */
export interface EventStoreDbDouble {
  /** `esdb://127.0.0.1:<port>?tls=false` */
  readonly url: string;
  readonly port: number;
  /** Every call heard, in order. */
  readonly heard: Heard[];
  readonly faults: FaultList;
  /** Does something to every subscription under way. Returns to how many. */
  meddle(fault: SubscriptionFault): number;
  /** The bounded reads and the subscriptions that are open. */
  readonly open: Door['open'];
  /** How many messages were written to readers and subscribers. */
  sent(): number;
  /** Resolves once nothing was written for `ms`. */
  quiet(ms: number): Promise<void>;
  addForeign(event: Foreign): Promise<void>;
  /** What the client knows a position of the store by. */
  positionOnWire(position: bigint): bigint;
  /** What gossip tells of; at first this node alone. */
  setMembers(members: Member[]): void;
  /** Drops every connection. */
  cut(): void;
  /** How many connections there are. */
  connections(): number;
  /** Answers nothing any more that comes over the connections there are; new ones are as good as ever. */
  freeze(): void;
  /** Drops every connection and takes no new one until `up`. */
  down(): Promise<void>;
  /** Takes connections again, on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

const portOf = (peer: string): number => Number(peer.split(':').at(-1));

/** Serves `store` as EventStoreDB would, on a port of 127.0.0.1 (0: a free one). Closing it leaves the store open. */
export async function eventStoreDbDouble(store: EventStore & EventLog, wantedPort = 0): Promise<EventStoreDbDouble> {
  const log = wireLog(store);
  const sockets = new Map<number, Socket>();
  const frozen = new Set<number>();
  const door: Door = {
    heard: [],
    faults: faultList(),
    open: { reads: openCalls(), subscriptions: openCalls() },
    writing: writing(),
    isFrozen: peer => frozen.has(portOf(peer)),
    cut: peer => sockets.get(portOf(peer))?.destroy(),
  };
  const subscriptions = subscriptionServer(log, door.writing, door.cut);
  let members: Member[] | undefined;

  const server = new Server();
  const add = (service: unknown, handlers: Parameters<Server['addService']>[1]) =>
    server.addService(service as ServiceDefinition, handlers);
  add(streams.StreamsService, {
    read: readHandler(log, door, subscriptions.subscribe) as never,
    append: appendHandler(store, log, door) as never,
    batchAppend: ((call: Parameters<typeof hear>[2] & { emit(name: string, error: unknown): void }) => {
      hear(door, 'batch_append', call);
      call.emit('error', failure(status.UNIMPLEMENTED, 'the double has no batch append'));
    }) as never,
  });
  add(gossip.GossipService, { read: gossipHandler(() => members ?? [{ host: '127.0.0.1', port, isLeader: true }]) });
  add(features.ServerFeaturesService, { getSupportedMethods: featuresHandler() });

  // Connections are taken here and handed over, so that the one under a call can be dropped.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = createServer({ noDelay: true }, socket => {
    const peer = socket.remotePort!;
    sockets.set(peer, socket);
    socket.on('close', () => sockets.delete(peer)).on('error', () => {}); // A connection that breaks is its caller's to notice.
    injector.injectConnection(socket);
  });
  const listen = async (onPort: number) => {
    listener.listen(onPort, '127.0.0.1');
    await once(listener, 'listening');
    return (listener.address() as { port: number }).port;
  };
  const cut = () => {
    for (const socket of sockets.values()) socket.destroy();
  };
  const down = async () => {
    const isClosed = listener.listening ? once(listener.close(), 'close') : undefined;
    cut();
    await isClosed;
  };
  const port = await listen(wantedPort);

  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    heard: door.heard,
    faults: door.faults,
    meddle: subscriptions.meddle,
    open: door.open,
    sent: door.writing.sent,
    quiet: door.writing.quiet,
    addForeign: log.addForeign,
    positionOnWire: log.toWire,
    setMembers: next => {
      members = next;
    },
    cut,
    connections: () => sockets.size,
    freeze: () => {
      for (const peer of sockets.keys()) frozen.add(peer);
    },
    down,
    up: async () => void (await listen(port)),
    async close() {
      await down();
      injector.destroy();
      server.forceShutdown();
    },
  };
}
