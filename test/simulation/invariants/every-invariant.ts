import type { Oracle } from '../oracle.ts';
import { attemptsBounded } from './attempts-bounded.ts';
import { attributed } from './attributed.ts';
import { chained } from './chained.ts';
import { confirmed } from './confirmed.ts';
import { contiguous } from './contiguous.ts';
import { decisionsStand } from './decisions-stand.ts';
import { deliveries } from './deliveries.ts';
import { dispatchedByResume } from './dispatched-by-resume.ts';
import { doneOnce } from './done-once.ts';
import { endsAreFinal } from './ends-are-final.ts';
import { gatesMet } from './gates-met.ts';
import { inOrder } from './in-order.ts';
import { jobsEnd } from './jobs-end.ts';
import { liveIsFold } from './live-is-fold.ts';
import { lookingChangesNothing } from './looking-changes-nothing.ts';
import { noBug } from './no-bug.ts';
import { noSecret } from './no-secret.ts';
import { neverPretends } from './not-accepted.ts';
import { once } from './once.ts';
import { oneEnd } from './one-end.ts';
import { oneKey } from './one-key.ts';
import { oneLease } from './one-lease.ts';
import { outsiders } from './outsiders.ts';
import { queuedOnce } from './queued-once.ts';
import { readOnly } from './read-only.ts';
import { rebuilt } from './rebuilt.ts';
import { refusedChangesNothing } from './refused-changes-nothing.ts';
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
  ...[
    attemptsBounded,
    decisionsStand,
    dispatchedByResume,
    doneOnce,
    endsAreFinal,
    gatesMet,
    jobsEnd,
    lookingChangesNothing,
    oneKey,
    oneLease,
    queuedOnce,
    readOnly,
    refusedChangesNothing,
  ],
  ...[oneEnd(oracle), deliveries(oracle), inOrder(oracle), rebuilt, chained],
];
