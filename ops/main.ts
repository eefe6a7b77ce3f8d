import { start } from './start.ts';

/** `npm start`: the program, with the configuration of this directory and environment. */
await start({});
