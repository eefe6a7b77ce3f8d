import type { Params } from '../http/params.ts';
import type { Sandbox } from '../sandbox.ts';

/**
 * A method of the Bot API: returns its `result`. `signal` aborts when the client has hung up.
 * @throws {BotError} what is answered instead.
 */
export type Method = (params: Params, sandbox: Sandbox, signal: AbortSignal) => unknown;
