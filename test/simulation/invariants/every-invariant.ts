import type { Oracle } from '../oracle.ts';
import { attributed } from './attributed.ts';
import { chained } from './chained.ts';
import { confirmed } from './confirmed.ts';
import { contiguous } from './contiguous.ts';
import { deliveries } from './deliveries.ts';
import { inOrder } from './in-order.ts';
import { liveIsFold } from './live-is-fold.ts';
import { noBug } from './no-bug.ts';
import { noSecret } from './no-secret.ts';
import { neverPretends } from './not-accepted.ts';
import { once } from './once.ts';
import { oneEnd } from './one-end.ts';
import { outsiders } from './outsiders.ts';
import { rebuilt } from './rebuilt.ts';
import { repliesRunNothing } from './replies-run-nothing.ts';
import { retriesSpaced } from './retries-spaced.ts';
import type { Invariant } from './view.ts';

/** Everything that is looked at in every run. */
export const everyInvariant = (oracle: Oracle): Invariant[] => [
  ...[
    contiguous,
    once,
    neverPretends,
    attributed,
    outsiders,
    confirmed,
    liveIsFold,
    repliesRunNothing,
    retriesSpaced,
    noSecret,
    noBug,
  ],
  ...[oneEnd(oracle), deliveries(oracle), inOrder(oracle), rebuilt, chained],
];
