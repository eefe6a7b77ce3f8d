import type { ReceiverPorts } from '../../actors/receive.ts';
import { type TerminalPorts, terminal } from '../../actors/terminal.ts';
import type { Jobs } from '../../actors/work/jobs.ts';
import { admitted } from '../../domain/policy/bus-orders.ts';
import type { Config } from '../config.ts';

/** The answers to the terminal of this machine: those of the chats, under the roles of the machine's users. */
export function terminalOf(
  { access, tasks, timeZone, commands }: Config,
  { answers, gate, jobs, clock, timers }: Pick<TerminalPorts, 'answers' | 'gate' | 'jobs' | 'clock' | 'timers'>,
) {
  const { deadlineMs } = commands;
  return terminal({ answers, gate, jobs, clock, timers, access, tasks, timeZone, deadlineMs });
}

/** What may come over the bus, and as whom. */
export function busOrders(
  { access }: Config,
  { autonomy }: Pick<Jobs, 'autonomy'>,
): Pick<ReceiverPorts, 'admit' | 'autonomy'> {
  return { admit: command => admitted(command, access), autonomy };
}
