import { join } from 'node:path';
import type { TerminalAnswer, TerminalLine } from '../../actors/terminal-ports.ts';
import { neighbourDoor } from '../../adapters/nats/sample-door.ts';
import { askTerminal } from '../../adapters/nats/terminal-door.ts';
import type { Config } from '../config.ts';
import { busDoor } from './workers.ts';

/** Longer than the program may take to answer a command. */
const marginMs = 5_000;

/**
 * Gives a line to the program of this configuration that runs here.
 * @throws {Refusal} what it says; `upstream_unavailable` when none answers in time.
 */
export function askProgram(config: Config, line: TerminalLine): Promise<TerminalAnswer> {
  const { bus, dataDirectory, commands } = config;
  const door = bus.mode === 'managed' ? neighbourDoor(join(dataDirectory, 'nats'), 'program') : busDoor(config);
  return askTerminal(door, line, commands.deadlineMs + marginMs);
}
