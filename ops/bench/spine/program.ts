import { setTimeout as pause } from 'node:timers/promises';
import { start } from '../../start.ts';

/** The whole program, which tells its parent when it is ready and what it weighs when it has nothing to do. */
await start({ file: process.argv[2]! });
const startMs = Math.round(process.uptime() * 1000);
await pause(Number(process.argv[3]));
process.send!({ startMs, idleMb: Math.round(process.memoryUsage.rss() / 1024 / 1024) });
