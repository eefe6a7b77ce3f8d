import { auditKeeper } from '../../actors/audit/keeper.ts';
import { observer } from '../../actors/observer.ts';
import type { EventStore } from '../../actors/ports.ts';
import { sloJudge } from '../../actors/slo-judge.ts';
import type { Watch } from '../../actors/watch.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { Config } from '../config.ts';
import type { Life } from '../life.ts';
import type { Engines } from './engines.ts';
import { rebuildViews } from './people.ts';
import type { Reports } from './reports.ts';
import { pollGraceMs, type Signs } from './vitals.ts';

/** A turn of this process, or a read of the log, that takes longer is bad for availability. */
const pingMaxMs = 1_000;

export interface StandingSources
  extends Pick<Engines, 'projections' | 'audit' | 'personal' | 'clock' | 'timers' | 'log'> {
  config: Config;
  life: Life;
  tell: Pick<Reports, 'order'>;
  signs: Pick<Signs, 'polledAgoMs'>;
  storeWatch: Watch;
  store: Pick<EventStore, 'readStream'>;
}

export interface Standing {
  /** Nothing is judged any more; what was seen of the service is told. */
  ending(): Promise<void>;
  /** The last events are anchored. */
  end(): Promise<void>;
}

/** What a run keeps an eye on beside its work: whether the service is there, its budgets, the audit chain. */
export function standing(sources: StandingSources): Standing {
  const { config, life, tell, signs, storeWatch, store, projections, audit, clock, timers, log } = sources;
  rebuildViews(sources);
  const run: StreamName = `process-${life.instance}`;
  const observing = observer(
    {
      ...{ store, clock, timers, log, stream: run },
      polledAgoMs: signs.polledAgoMs,
      logDown: () => storeWatch.down !== undefined,
      tell: seen => tell.order(run, 'NoteService', seen),
    },
    { pollMaxMs: config.telegram.longPollSeconds * 1000 + pollGraceMs, pingMaxMs },
  );
  const judging = sloJudge(
    { slo: () => projections.queries.slo(), tell: tell.order, timers, log },
    { everyMs: config.slo.judgeEveryMs },
  );
  const keeping = auditKeeper(
    {
      ...{ ...audit, clock, timers, log, instance: life.instance },
      chain: options => projections.queries.auditChain(options),
      verify: anchors => projections.verifyChain(anchors),
      note: (type, data) => tell.order('audit-chain', type, data),
      alarm: detail => tell.order('slo-release', 'NoteBrokenGuarantee', { guarantee: 'audit_chain_broken', detail }),
    },
    config.audit,
  );
  return {
    async ending() {
      judging.stop();
      await observing.stop();
    },
    end: () => keeping.stop(),
  };
}
