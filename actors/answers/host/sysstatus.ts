import { Refusal } from '../../../domain/refusal.ts';
import type { HostAnswer } from './host-answer.ts';
import type { Look } from './look.ts';
import { lookAtDisks } from './look-at-disks.ts';
import { lookAtCpu, lookAtMemory, lookAtServices, lookAtSystem, lookAtTemperatures } from './looks.ts';
import { factRows, headline, missing } from './wording.ts';

const parts = {
  cpu: lookAtCpu,
  memory: lookAtMemory,
  disks: lookAtDisks,
  temperature: lookAtTemperatures,
  services: lookAtServices,
  system: lookAtSystem,
};

/**
 * The whole machine at a glance. A part that cannot be had takes a line that says why, and nothing else.
 * @throws {Refusal} the first part's, when none can be had.
 */
export const sysstatusAnswer: HostAnswer = async (...args) => {
  const asked = Object.entries(parts).map(([name, lookAt]) => lookAt(...args).catch(cause => refusedLook(name, cause)));
  const looks = await Promise.all(asked);
  const refusals = looks.flatMap(look => ('refusal' in look ? [look.refusal] : []));
  if (refusals.length === looks.length) throw refusals[0];
  const concerns = looks.flatMap(look => look.concerns);
  const gists = looks.flatMap(({ gist }) => gist ?? []);
  const [mark, verdict] =
    concerns.length === 0
      ? (['well', `Well: ${gists.join(', ')}`] as const)
      : (['attention', concerns.join('; ')] as const);
  const file = looks.flatMap(look => look.file ?? []).at(0);
  return {
    ...(file && { file }),
    blocks: [
      ...headline('Machine', args[0].name(), mark, verdict),
      factRows(...looks.flatMap(({ rows }) => rows)),
      ...looks.flatMap(({ blocks = [] }) => blocks),
      ...missing(looks.flatMap(({ gaps = [] }) => gaps)),
    ],
  };
};

/** What a machine simply does not have is no concern; what could not be read is. */
function refusedLook(name: string, cause: unknown): Look & { refusal: Refusal } {
  if (!(cause instanceof Refusal)) throw cause;
  const isAbsent = cause.code === 'not_on_this_host';
  return {
    refusal: cause,
    concerns: isAbsent ? [] : [`${name} not known`],
    rows: [[name, isAbsent ? 'none on this machine' : cause.message]],
  };
}
