import { genesis, type Link, linked } from '../../../domain/audit/chain.ts';
import type { Invariant } from './view.ts';

/** Longer than an anchor may take to come. */
const restMs = 90_000;

export const chained: Invariant = {
  id: 'I27',
  says: 'chain and anchor agree: what is anchored is in the log, as it was recorded (also P10)',
  watch({ machine, broken }) {
    const links: Link[] = [genesis];
    let compared = 0;
    let lastAtMs = 0;
    const compare = () => {
      for (; compared < machine.anchors.length; compared++) {
        const { count, hash, position } = machine.anchors[compared]!;
        const link = links[count];
        if (link?.hash !== hash || link.position !== position)
          broken(
            `the anchor of event ${count} at ${position} says ${hash.slice(0, 8)}, the log ${link?.hash.slice(0, 8)}`,
          );
      }
    };
    return {
      event(event) {
        // As it lies in the log, sealed or not.
        links.push(linked(links.at(-1)!, machine.disk.events[links.length - 1]!));
        lastAtMs = machine.world.ms;
        if (event.type === 'ChainBroken') broken(`a whole chain was said to be broken: ${event.data.detail}`);
        compare();
      },
      end() {
        compare();
        const head = machine.anchors.at(-1)?.count ?? 0;
        const left = links.length - 1 - head;
        if (left >= 100 && machine.world.ms - lastAtMs > restMs) broken(`${left} events are not anchored`);
      },
    };
  },
};
