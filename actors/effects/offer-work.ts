import { msBetween } from '../../domain/instants.ts';
import { jobIdIn } from '../../domain/job/id.ts';
import { stateOf } from '../../domain/job/rules.ts';
import type { Job } from '../../domain/job/state.ts';
import { effect, type Handle } from '../handle.ts';
import type { Clock, Timers } from '../ports.ts';
import { ended } from '../waiting.ts';
import type { Offering } from '../work/offering.ts';

export interface OfferPorts {
  offering: Pick<Offering, 'offer'>;
  clock: Clock;
  timers: Timers;
}

/** Offers a queued job to workers once it may be claimed. Whoever claims it first has it; the sweeper offers again. */
export const offerWork =
  ({ offering, clock, timers }: OfferPorts) =>
  (handle: Handle) =>
    effect(handle, async signal => {
      let callOff = () => {};
      const refresh = () => {
        callOff();
        const { value, context } = handle.state() as { value: unknown; context: Job };
        if (signal.aborted || stateOf({ value }) !== 'queued') return;
        const jobClass = context.request!.spec.class;
        const offer = () => offering.offer({ jobId: jobIdIn(handle.stream), jobClass, fence: context.fence + 1 });
        if (msBetween(clock.now(), context.availableAt!) <= 0) offer();
        else callOff = timers.at(context.availableAt!, offer);
      };
      const stopHearing = handle.heard(refresh);
      refresh();
      await ended(signal);
      stopHearing();
      callOff();
    });
