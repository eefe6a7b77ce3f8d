import { setTimeout as pause } from 'node:timers/promises';
import { start } from '../../start.ts';

/** The whole program, which tells its parent when it is ready and what it weighs when it has nothing to do. */
await start({ file: process.argv[2]! });
const startMs = Math.round(process.uptime() * 1000);
await pause(12_000); // By then the reading thread of the log rests, as it does in a program that nobody asks.
process.send!({ startMs, idleMb: Math.round(process.memoryUsage.rss() / 1024 / 1024) });
