import { managedNatsServer } from '../../../adapters/nats/managed-server.ts';

/** A program that owns a nats-server in the directory given, says where it is, and waits to be killed. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const server = await managedNatsServer({ directory: process.argv[2]!, log: silent });
console.log(JSON.stringify({ serverPid: server.pid(), url: server.url }));
setTimeout(() => process.exit(1), 60_000);
