import type { ServerUsers } from './server-users.ts';
import { sampleSubjects } from './subjects.ts';

/** What the program's own nats-server is told: written anew at each start, mode 0600 (it holds passwords). */

export interface ServerConfig {
  /** Holds the JetStream store; nobody else's server may use it. */
  storeDirectory: string;
  port: number;
  monitorPort: number;
  storeMaxBytes: number;
  users: ServerUsers;
}

/** The largest message the server takes: commands end at 64 KiB, answers to queries may be longer. */
const payloadMaxBytes = 1024 * 1024;
const connectionsMax = 256;

/** Requests an operator may send with the `nats` tool. Commands and JetStream are not among them. */
const operatorMayPublish = ['binnacle.v1.q.>', 'binnacle.v1.fault.>', '$SRV.>'];

/** The text of the configuration file. Everything listens on loopback only. */
export function serverConfig(config: ServerConfig): string {
  const { program, operator, agent } = config.users;
  return `# Written by Binnacle at each start. Changes here are lost.
server_name: binnacle
host: "127.0.0.1"
port: ${config.port}
http: "127.0.0.1:${config.monitorPort}"
max_payload: ${payloadMaxBytes}
max_connections: ${connectionsMax}
jetstream {
  store_dir: ${quoted(config.storeDirectory)}
  max_file_store: ${config.storeMaxBytes}
  max_memory_store: ${config.storeMaxBytes}
}
authorization {
  users: [
    { user: ${quoted(program.user)}, password: ${quoted(program.pass)} }
    {
      user: ${quoted(operator.user)}, password: ${quoted(operator.pass)}
      permissions: {
        publish: { allow: ${JSON.stringify(operatorMayPublish)} }
        subscribe: { allow: [${quoted(`${operator.inboxPrefix}.>`)}] }
      }
    }
    {
      user: ${quoted(agent.user)}, password: ${quoted(agent.pass)}
      permissions: {
        publish: { allow: [${quoted(sampleSubjects)}] }
        subscribe: { allow: [${quoted(`${agent.inboxPrefix}.>`)}] }
      }
    }
  ]
}
`;
}

/** JSON's escapes are those of the server's double-quoted strings. */
const quoted = (text: string) => JSON.stringify(text);
