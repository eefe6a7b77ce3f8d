import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { sendUnaryData } from '@grpc/grpc-js';

/** A node of a cluster, as gossip tells of it. */
export interface Member {
  host: string;
  port: number;
  isLeader: boolean;
}

/** `Gossip.Read`: the nodes there are. */
export const gossipHandler = (members: () => Member[]) => (_call: unknown, answer: sendUnaryData<unknown>) => {
  const info = new gossip.ClusterInfo();
  info.setMembersList(
    members().map(({ host, port, isLeader }) => {
      const place = new gossip.EndPoint();
      place.setAddress(host);
      place.setPort(port);
      const member = new gossip.MemberInfo();
      const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
      member.setState(isLeader ? LEADER : FOLLOWER);
      member.setIsAlive(true);
      member.setHttpEndPoint(place);
      return member;
    }),
  );
  answer(null, info);
};

/**
 * `ServerFeatures.GetSupportedMethods`. It names the batch append, so that a caller who does not force the unary one
 * would take it, and be noticed.
 */
export const featuresHandler = () => (_call: unknown, answer: sendUnaryData<unknown>) => {
  const methods = ['read', 'append', 'batchappend'].map(name => {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    return method;
  });
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion('23.10.1.0');
  supported.setMethodsList(methods);
  answer(null, supported);
};
