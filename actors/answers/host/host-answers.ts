import type { Reply } from '../../../domain/chat/reply.ts';
import type { Answer } from '../answer.ts';
import type { Host } from '../host-ports.ts';
import { cpuAnswer } from './cpu.ts';
import {
  defaultHostAnswerOptions,
  type HostAnswer,
  type HostAnswerOptions,
  type HostCommand,
  hostCommands,
} from './host-answer.ts';
import { hostButtons } from './host-buttons.ts';
import { networkAnswer } from './network.ts';
import { portsAnswer } from './ports.ts';
import { redactReply } from './redact-reply.ts';
import { servicesAnswer } from './services.ts';
import { sysstatusAnswer } from './sysstatus.ts';
import { tempAnswer } from './temp.ts';
import { requireThisHost } from './this-host.ts';
import { uptimeAnswer } from './uptime.ts';

const answers: Record<HostCommand, HostAnswer> = {
  sysstatus: sysstatusAnswer,
  cpu: cpuAnswer,
  temp: tempAnswer,
  network: networkAnswer,
  uptime: uptimeAnswer,
  services: servicesAnswer,
  ports: portsAnswer,
};

/**
 * What the machine says of itself, by command.
 * @throws {Refusal} each answer: `not_found` for a host that is not this one, and the refusals of the port.
 */
export function hostAnswers(host: Host, chosen: Partial<HostAnswerOptions> = {}): Record<HostCommand, Answer> {
  const options = { ...defaultHostAnswerOptions, ...chosen };
  const entries = hostCommands.map(command => [command, answer(host, command, options)] as const);
  return Object.fromEntries(entries) as Record<HostCommand, Answer>;
}

function answer(host: Host, command: HostCommand, options: HostAnswerOptions): Answer {
  return async (question): Promise<Reply> => {
    requireThisHost(host, question.args.host);
    const reply = { ...(await answers[command](host, question, options)), buttons: hostButtons(command) };
    return options.redactPublicAddresses ? redactReply(reply) : reply;
  };
}
