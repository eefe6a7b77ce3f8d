import type { Anchor, AnchorStore } from '../../../actors/audit/ports.ts';
import type { Engines } from '../../../ops/program/engines.ts';
import type { Wire } from './wire.ts';

/** A place for anchors that outlives every process; it takes time, and may fail before or after it has kept them. */
export function audit(kept: Anchor[], wire: Wire): Engines['audit'] {
  const call = <Result>(effect: () => Result) => wire.call('', wire.chance.between(0.5, 20), effect);
  const store: AnchorStore = {
    name: 'simulated',
    read: () => call(() => [...kept]),
    write: (links, head) =>
      call(() => {
        if (wire.strikes('anchors.fail-before')) throw new Error('simulated: the anchors are away');
        kept.push(...links.filter(({ count }) => count !== head.count), head);
        if (wire.strikes('anchors.fail-after')) throw new Error('simulated: the answer was lost');
      }),
  };
  const signer = { publicKey: 'simulated', sign: (text: string) => `signed ${text.length}` };
  return { anchors: [store], signer };
}
